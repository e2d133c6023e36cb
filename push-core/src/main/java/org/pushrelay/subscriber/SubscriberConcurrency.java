package org.pushrelay.subscriber;

/** Who may wait beside whom on one channel (NHPM: {@code push_subscriber_concurrency}). */
public enum SubscriberConcurrency {
  /** All wait side by side. */
  BROADCAST,
  /** The one who waits stays, and who comes later is refused. */
  FIRST,
  /** Who comes last stays, and those who waited are sent away. */
  LAST
}
