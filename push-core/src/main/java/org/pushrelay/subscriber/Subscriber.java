package org.pushrelay.subscriber;

import org.pushrelay.message.Delivery;

/**
 * A subscriber that waits for the next message of a channel. Exactly one of {@link #onMessage} and
 * {@link #onEnd} is called, and once: the first event ends the wait. Neither may block. An
 * exception that one of them throws is logged and affects no other subscriber.
 */
public interface Subscriber extends Addressed {

  /** Called with the next message. No further callback follows. */
  void onMessage(Delivery delivery);

  /**
   * Called instead of {@link #onMessage} if the wait ends without a message. No further callback
   * follows.
   */
  void onEnd(EndReason reason);

  /** Returns how it subscribes, for statistics and listeners: one of a few words. */
  default String kind() {
    return "longpoll";
  }

  /**
   * Returns the loop on which this subscriber is notified of events of its channel. What is known
   * when it subscribes is delivered at once. Called once, when the subscriber begins to wait.
   */
  default Loop loop() {
    return Loop.CALLER;
  }
}
