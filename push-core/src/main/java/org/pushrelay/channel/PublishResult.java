package org.pushrelay.channel;

import org.pushrelay.message.MessageId;

/** What became of a message that was handed in. */
public sealed interface PublishResult {

  /**
   * The channel has taken it.
   *
   * @param id the id it was given
   * @param delivered whether a subscriber was waiting and gets it now; an open flow counts, also
   *     while it asks for nothing
   * @param channel the channel after it
   */
  record Accepted(MessageId id, boolean delivered, ChannelInfo channel) implements PublishResult {}

  /** It was neither kept nor delivered. */
  enum Refused implements PublishResult {
    /** The store has no room for it. */
    NO_ROOM,
    /** The relay is shutting down. */
    DRAINING
  }
}
