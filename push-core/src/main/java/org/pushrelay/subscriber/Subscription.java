package org.pushrelay.subscriber;

/** The handle of a waiting subscriber. Safe from any thread. */
@FunctionalInterface
public interface Subscription {
  /** A handle without anything to cancel, since the wait is over. */
  Subscription ENDED = () -> {};

  /**
   * Ends the wait without notifying the subscriber, as when its client left. Does nothing if the
   * wait has ended.
   */
  void cancel();
}
