package org.pushrelay.message;

import static java.util.Objects.requireNonNull;

/**
 * Where in a channel a subscriber stands: what it gets is the first message after its cursor.
 * Immutable.
 */
public sealed interface Cursor {

  /** In front of the oldest message that the channel still has. */
  static Cursor oldest() {
    return Oldest.INSTANCE;
  }

  /** Behind the newest message: only what is published from now on. */
  static Cursor newest() {
    return Newest.INSTANCE;
  }

  /** Behind the message with this id. */
  static Cursor after(MessageId id) {
    return new After(id);
  }

  /** In front of the oldest message. */
  enum Oldest implements Cursor {
    /** The only one. */
    INSTANCE
  }

  /** Behind the newest message. */
  enum Newest implements Cursor {
    /** The only one. */
    INSTANCE
  }

  /**
   * Behind a message.
   *
   * @param id the last id that was seen; no message needs to have it
   */
  record After(MessageId id) implements Cursor {
    /** Checks that there is an id. */
    public After {
      requireNonNull(id, "id");
    }
  }
}
