package org.pushrelay.message;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A message on its way to one subscriber.
 *
 * @param message the message
 * @param gapAfter the id after which messages may be missing in front of this one, because its
 *     channel, or another one of the subscription, did not keep them; empty where nothing was
 *     missed
 * @param resumePoint the subscriber's cursor when it has the message: on one channel the message's
 *     id
 */
public record Delivery(Message message, Optional<MessageId> gapAfter, ResumePoint resumePoint) {

  /** Checks that nothing is null. */
  public Delivery {
    requireNonNull(message, "message");
    requireNonNull(gapAfter, "gapAfter");
    requireNonNull(resumePoint, "resumePoint");
  }

  /** Returns the delivery to a subscriber that has missed no message. */
  public static Delivery of(Message message) {
    return new Delivery(message, Optional.empty(), message.id());
  }

  /**
   * Returns the delivery to a subscriber at the given cursor, for which this message is the next
   * one.
   */
  public static Delivery of(Message message, Cursor cursor) {
    if (cursor instanceof Cursor.Unknown unknown) {
      return new Delivery(message, Optional.of(unknown.id()), message.id());
    }
    return cursor instanceof Cursor.After after && message.leavesGapAfter(cursor)
        ? new Delivery(message, Optional.of(after.id()), message.id())
        : of(message);
  }
}
