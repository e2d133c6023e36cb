package org.pushrelay.subscriber;

import org.pushrelay.message.Delivery;

/**
 * Somebody who stays and gets one message after the other. Called by one thread at a time, and
 * never from within itself. No method may block; one that throws ends the subscription, and harms
 * nobody else.
 */
public interface StreamSubscriber extends Addressed {

  /** Begins. Called once, as the first one. */
  void onBegin(StreamSubscription subscription);

  /**
   * Takes the next message.
   *
   * @return whether it takes one more right now. If not, it gets none until {@link
   *     StreamSubscription#resume}
   */
  boolean onMessage(Delivery delivery);

  /**
   * It has been given all that is there, or all that it takes; what it has collected should go out.
   * Called at the begin of the subscription, too, when there is nothing yet.
   */
  void onPause();

  /** It is time to say that the relay is there ({@link StreamPolicy#heartbeat}). */
  void onHeartbeat();

  /** There will be nothing more. Called once, as the last one, unless it was cancelled. */
  void onEnd(EndReason reason);

  /** How it subscribes, for statistics and listeners: one of a few words. */
  default String kind() {
    return "stream";
  }

  /**
   * Where this subscriber wants to be told when something happens on its channels. What is known
   * when it subscribes, it is told at once. Asked for once.
   */
  default Loop loop() {
    return Loop.CALLER;
  }
}
