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
   * @param told how many subscribers there were, waiting or following
   * @param channel the channel after it
   */
  record Accepted(MessageId id, boolean delivered, int told, ChannelInfo channel)
      implements PublishResult {}

  /** It was neither kept nor delivered. */
  enum Refused implements PublishResult {
    /** The store has no room for it. */
    NO_ROOM,
    /** The channel does not exist, and its group has as many channels as it may. */
    GROUP_CHANNELS,
    /** The group keeps as many messages as it may. */
    GROUP_MESSAGES,
    /** The messages of the group take as much memory as they may. */
    GROUP_MEMORY,
    /** The messages of the group take as much disk as they may. */
    GROUP_DISK,
    /** The relay is shutting down. */
    DRAINING
  }
}
