package org.pushrelay.subscriber;

/** Why a subscriber gets no message. */
public enum EndReason {
  /** Nothing was published in time. */
  TIMEOUT,
  /** Somebody else came, and the last one stays ({@link SubscriberConcurrency#LAST}). */
  REPLACED,
  /** Somebody else waits, and the first one stays ({@link SubscriberConcurrency#FIRST}). */
  CONFLICT,
  /** As many wait on the channel as may. */
  TOO_MANY_SUBSCRIBERS,
  /** As many wait on the channels of the group as may. */
  GROUP_SUBSCRIBERS,
  /** The channel does not exist, and its group has as many channels as it may. */
  GROUP_CHANNELS,
  /** The channel does not exist, and this subscriber may not create it. */
  NO_SUCH_CHANNEL,
  /** The channel was deleted. */
  CHANNEL_DELETED,
  /** The store has no room for one more channel. */
  NO_ROOM,
  /** It was too far behind ({@link StreamPolicy.OnLag#END}). */
  TOO_SLOW,
  /** What it was allowed was allowed until now. */
  EXPIRED,
  /** What it was allowed was taken back. */
  REVOKED,
  /** The store is broken. */
  STORE_FAILED,
  /** The relay is shutting down. */
  DRAINING
}
