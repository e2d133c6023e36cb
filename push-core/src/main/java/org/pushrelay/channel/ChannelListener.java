package org.pushrelay.channel;

/**
 * Is notified of what happens on channels. Called in the thread in which it happens, with no lock
 * held, by many threads at once.
 *
 * <p>A listener is notified after the subscribers: a publish, a subscription or a deletion first
 * tells all subscribers that its thread has to tell. So a slow listener does not delay the delivery
 * that it is notified of. It delays what its thread does next, such as the response to the
 * publisher, and therefore must not block.
 *
 * <p>A listener may publish and subscribe, and is notified of that, too. What it throws is logged,
 * and harms no other listener.
 */
@FunctionalInterface
public interface ChannelListener {

  /** Called with each event. */
  void onEvent(ChannelEvent event);
}
