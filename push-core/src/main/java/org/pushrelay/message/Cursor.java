package org.pushrelay.message;

import static com.google.common.base.Preconditions.checkArgument;
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

  /**
   * In front of one of the messages that the channel still has, counted from one end (Nchan: {@code
   * nchan_subscriber_first_message}). If there are fewer, it is the nearest there is.
   *
   * @param place 1 is the oldest, 2 the one after it, -1 the newest, -2 the one before it; 0 is
   *     behind all of them
   */
  static Cursor nth(int place) {
    if (place == 0) {
      return newest();
    }
    return place == 1 ? oldest() : new Nth(place);
  }

  /** Behind the message with this id. */
  static Cursor after(MessageId id) {
    return new After(id);
  }

  /** Behind messages of several channels. */
  static Cursor after(MultiplexedId id) {
    return new Multiplexed(id);
  }

  /**
   * In front of the oldest message that the channel still has, behind an id that the store has not
   * given out, such as one of an earlier run: messages behind it may be missing, and that is told.
   *
   * @param id what the subscriber names as the last id that it has seen
   */
  static Cursor unknown(MessageId id) {
    return new Unknown(id);
  }

  /**
   * Where it stands in one of several channels that are read at once. Behind a message that is not
   * said to be of this channel, it stands in front of that message's second: so none is lost.
   *
   * @param channel counted from 0
   */
  default Cursor in(int channel) {
    return this;
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
   * In front of a message that is counted from one end.
   *
   * @param place from the oldest, which is 1, or from the newest, which is -1; not 0
   */
  record Nth(int place) implements Cursor {
    /** Checks that it is a place. */
    public Nth {
      checkArgument(place != 0, "place: 0 (expected: from 1, or from -1)");
    }
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

    @Override
    public Cursor in(int channel) {
      return MultiplexedId.cursor(id.time(), MultiplexedId.NONE);
    }
  }

  /**
   * In front of the oldest message, behind an id that the store has not given out. Of several
   * channels that are read at once, the gap is told once for all of them.
   *
   * @param id behind which messages may be missing
   */
  record Unknown(MessageId id) implements Cursor {
    /** Checks that there is an id. */
    public Unknown {
      requireNonNull(id, "id");
    }

    @Override
    public Cursor in(int channel) {
      return oldest();
    }
  }

  /**
   * Behind messages of several channels.
   *
   * @param id the place in each of them
   */
  record Multiplexed(MultiplexedId id) implements Cursor {
    /** Checks that there is an id. */
    public Multiplexed {
      requireNonNull(id, "id");
    }

    @Override
    public Cursor in(int channel) {
      return id.cursor(channel);
    }
  }
}
