package org.pushrelay.subscriber;

/** The handle of somebody who waits. Safe from any thread. */
@FunctionalInterface
public interface Subscription {
  /** Has nothing to cancel, since the wait is over. */
  Subscription ENDED = () -> {};

  /**
   * Ends the wait without a word to the subscriber, as when its client left; does nothing when it
   * has ended.
   */
  void cancel();
}
