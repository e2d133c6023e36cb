package org.pushrelay.subscriber;

import org.pushrelay.message.Delivery;

/**
 * A streaming subscriber, which gets one message after the other. One thread at a time calls it,
 * and never from within itself. No method may block. A method that throws ends the subscription,
 * and affects no other subscriber.
 */
public interface StreamSubscriber extends Addressed {

  /** Called once, before all other methods, when the subscription begins. */
  void onBegin(StreamSubscription subscription);

  /**
   * Takes the next message.
   *
   * @return whether it takes one more right now. If not, it gets none until {@link
   *     StreamSubscription#resume}
   */
  boolean onMessage(Delivery delivery);

  /**
   * Called when the subscriber has got all messages that are there, or all that it takes; what it
   * has collected should be sent now. Called at the begin of the subscription, too, when there is
   * no message yet.
   */
  void onPause();

  /** Called when it is time to send a sign of life ({@link StreamPolicy#heartbeat}). */
  void onHeartbeat();

  /** Called once, after all other methods, when the subscription ends, unless it was cancelled. */
  void onEnd(EndReason reason);

  /** Returns how it subscribes, for statistics and listeners: one of a few words. */
  default String kind() {
    return "stream";
  }

  /**
   * Returns the loop on which this subscriber is notified of events of its channels. What is known
   * when it subscribes is delivered at once. Called once.
   */
  default Loop loop() {
    return Loop.CALLER;
  }
}
