package org.pushrelay.subscriber;

/** The rule for several subscribers on one channel (NHPM: {@code push_subscriber_concurrency}). */
public enum SubscriberConcurrency {
  /** All subscribers stay side by side. */
  BROADCAST,
  /** The first subscriber stays, and later ones are refused. */
  FIRST,
  /** The last subscriber stays, and earlier ones are ended. */
  LAST
}
