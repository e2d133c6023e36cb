package org.pushrelay.channel;

import java.util.Optional;

/**
 * Where the messages of all channels are kept: what a store module implements. Safe from any
 * thread.
 *
 * <p>The ids of one channel name strictly increase for ever: when the clock steps back or stands
 * still, when nothing is kept, and when the channel was closed and is opened again.
 */
public interface ChannelStore {

  /**
   * Opens the log of a channel. A channel is opened again only after its log was closed.
   *
   * @return the log; empty if there is no room for one more
   * @throws StoreException if the store is broken
   */
  Optional<ChannelLog> open(ChannelId id);

  /**
   * Opens the log of a channel that a subscriber asks for and that has no message yet. A store may
   * refuse it earlier than {@link #open} would, so that subscribers leave room for publishers.
   *
   * @return the log; empty if there is no room for one more of that kind
   * @throws StoreException if the store is broken
   */
  default Optional<ChannelLog> openForSubscriber(ChannelId id) {
    return open(id);
  }

  /**
   * Whether the ids that are given out have come to a second. While they have not, an id of that
   * second is none of this store's: a client has it from an earlier run whose clock was ahead, or
   * from elsewhere.
   */
  boolean hasReached(long second);

  /** How many bytes channels and messages take at the moment. */
  long usedBytes();

  /** How many bytes they may take; {@link Long#MAX_VALUE} if there is no limit. */
  default long maxBytes() {
    return Long.MAX_VALUE;
  }
}
