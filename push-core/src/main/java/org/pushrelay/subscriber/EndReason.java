package org.pushrelay.subscriber;

/** Why a subscriber gets no message. */
public enum EndReason {
  /** Nothing was published in time. */
  TIMEOUT,
  /** Another subscriber came, and the last one stays ({@link SubscriberConcurrency#LAST}). */
  REPLACED,
  /** Another subscriber waits, and the first one stays ({@link SubscriberConcurrency#FIRST}). */
  CONFLICT,
  /** The channel has as many subscribers as it may. */
  TOO_MANY_SUBSCRIBERS,
  /** The channels of the group have as many subscribers as the group may. */
  GROUP_SUBSCRIBERS,
  /** The channel does not exist, and its group has as many channels as it may. */
  GROUP_CHANNELS,
  /** The channel does not exist, and this subscriber may not create it. */
  NO_SUCH_CHANNEL,
  /** The channel was deleted. */
  CHANNEL_DELETED,
  /** The store has no room for one more channel. */
  NO_ROOM,
  /** The subscriber was too far behind ({@link StreamPolicy.OnLag#END}). */
  TOO_SLOW,
  /** The lifetime of the subscriber's grant is over. */
  EXPIRED,
  /** The subscriber's grant was revoked. */
  REVOKED,
  /** The store is broken. */
  STORE_FAILED,
  /** The relay is shutting down. */
  DRAINING
}
