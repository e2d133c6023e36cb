package org.pushrelay.subscriber;

import org.pushrelay.message.Delivery;

/**
 * Somebody who waits for the next message of a channel. Exactly one of the two methods is called,
 * and once: the first that happens ends the wait. Neither may block; what they throw is logged and
 * harms nobody else.
 */
public interface Subscriber extends Addressed {

  /** Here is your message. */
  void onMessage(Delivery delivery);

  /** There will be none. */
  void onEnd(EndReason reason);

  /** How it subscribes, for statistics and listeners: one of a few words. */
  default String kind() {
    return "longpoll";
  }

  /**
   * Where this subscriber wants to be told when something happens on its channel. What is known
   * when it subscribes, it is told at once. Asked for once, when it begins to wait.
   */
  default Loop loop() {
    return Loop.CALLER;
  }
}
