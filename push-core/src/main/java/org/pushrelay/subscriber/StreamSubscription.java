package org.pushrelay.subscriber;

/** The handle of a streaming subscriber. Safe from any thread. */
public interface StreamSubscription extends Subscription {

  /** Resumes delivery, after the subscriber returned that it takes no further message. */
  void resume();

  /**
   * Ends the subscription as if the relay had done so. The subscriber is notified of the reason,
   * unless the subscription has ended.
   */
  void end(EndReason reason);
}
