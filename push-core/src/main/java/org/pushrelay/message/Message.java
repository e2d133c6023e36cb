package org.pushrelay.message;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** One published message. Immutable, and shared by all who receive it. */
public final class Message {
  private final MessageId id;
  private final MessageId predecessor;
  private final MessageDraft draft;

  /**
   * Stamps a draft; for authors of stores.
   *
   * @param id the id the store gave it
   * @param predecessor the id of the message before it in its channel; where that is not known, an
   *     id that no earlier message of the channel was above
   * @param draft what the publisher handed in
   */
  public Message(MessageId id, MessageId predecessor, MessageDraft draft) {
    this.id = requireNonNull(id, "id");
    this.predecessor = requireNonNull(predecessor, "predecessor");
    this.draft = requireNonNull(draft, "draft");
  }

  /** Where it stands in its channel. */
  public MessageId id() {
    return id;
  }

  /** The id of the message before it, kept or not; an upper bound where that is not known. */
  public MessageId predecessor() {
    return predecessor;
  }

  /** The bytes. */
  public MessageBody body() {
    return draft.body();
  }

  /** Returns the body read as UTF-8. */
  public String text() {
    return body().utf8();
  }

  /** The content type as the publisher wrote it. */
  public Optional<String> contentType() {
    return draft.contentType();
  }

  /** The name of the event that it is, for event streams. */
  public Optional<String> event() {
    return draft.event();
  }

  /** The body compressed for WebSockets ({@link MessageDraft#withDeflated}). */
  public Optional<MessageBody> deflated() {
    return draft.deflated();
  }

  /** How the publisher wants it kept. */
  public BufferPolicy policy() {
    return draft.policy();
  }

  /**
   * Returns whether a subscriber at the given cursor that gets this message next may have missed
   * others in between.
   */
  public boolean leavesGapAfter(Cursor cursor) {
    return cursor instanceof Cursor.Unknown
        || (cursor instanceof Cursor.After after && after.id().isBefore(predecessor));
  }

  @Override
  public String toString() {
    return "Message[" + id + ", " + body().size() + " bytes]";
  }
}
