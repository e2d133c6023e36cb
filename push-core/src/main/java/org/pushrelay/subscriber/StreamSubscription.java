package org.pushrelay.subscriber;

/** The handle of somebody who stays. Safe from any thread. */
public interface StreamSubscription extends Subscription {

  /** The subscriber takes messages again, after it said that it does not. */
  void resume();

  /**
   * Ends it as if the relay had done so: the subscriber is told the reason, unless it has ended.
   */
  void end(EndReason reason);
}
