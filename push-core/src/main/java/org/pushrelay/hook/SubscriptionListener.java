package org.pushrelay.hook;

/**
 * Hears who subscribes and who goes. For each presence first the one and then the other, with the
 * same object. Neither may block; what they throw is logged and harms nobody. One thread at a time.
 *
 * <p>A stream or a WebSocket is there while it is open. A client who polls is there from its first
 * poll until {@link Hooks#linger} has passed after its last one, and is known again by its {@link
 * Presence#subject}, or, if it has none, by its address, and by the channels it asks for. So
 * clients behind one address who poll the same channels without a subject are one presence.
 */
public interface SubscriptionListener {

  /** Somebody has come, and was let in. */
  void onSubscribed(Presence presence);

  /** Somebody has gone, or was sent away. */
  void onUnsubscribed(Presence presence);
}
