package org.pushrelay.hook;

/**
 * A listener for subscribers that come and go. For each presence, {@link #onSubscribed} is called
 * first and {@link #onUnsubscribed} later, with the same object. Neither may block. An exception
 * that one of them throws is logged and has no further effect. One thread at a time calls the
 * listener.
 *
 * <p>A stream or a WebSocket is there while it is open. A client who polls is there from its first
 * poll until {@link Hooks#linger} has passed after its last one, and is known again by its {@link
 * Presence#subject}, or, if it has none, by its address, and by the channels it asks for. So
 * clients behind one address who poll the same channels without a subject are one presence.
 */
public interface SubscriptionListener {

  /** Called when a subscriber has been granted access and is present. */
  void onSubscribed(Presence presence);

  /** Called when a subscriber has left, or the relay has ended its subscription. */
  void onUnsubscribed(Presence presence);
}
