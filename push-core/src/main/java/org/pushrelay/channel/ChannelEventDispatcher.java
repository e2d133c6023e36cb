package org.pushrelay.channel;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageId;
import org.pushrelay.time.TimeSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dispatches channel events to all listeners, after the subscribers that the thread has to tell.
 * Creates event objects only if a listener is registered. Safe from any thread.
 */
final class ChannelEventDispatcher {
  private static final Logger log = LoggerFactory.getLogger(ChannelEventDispatcher.class);

  private final List<ChannelListener> all;
  private final TimeSource time;

  /** Null without listeners. */
  private final @Nullable DeliveryLatencyTracker deliveryLatencyTracker;

  ChannelEventDispatcher(List<ChannelListener> all, TimeSource time) {
    this.all = List.copyOf(all);
    this.time = time;
    this.deliveryLatencyTracker = this.all.isEmpty() ? null : new DeliveryLatencyTracker();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Does work that may deliver to subscribers, and notifies the listeners of it when all of those
   * have been told.
   */
  <T extends @Nullable Object> T after(Supplier<T> work) {
    return isEmpty() ? work.get() : NotificationTrampoline.collect(work);
  }

  /** A message has its id: deliveries are timed from now on. Called under the channel's lock. */
  void appended(ChannelId id, MessageId message) {
    if (deliveryLatencyTracker != null) {
      deliveryLatencyTracker.put(id, message, time.nanos());
    }
  }

  /** A message was published. */
  void published(ChannelId id, MessageId message, boolean delivered) {
    if (!isEmpty()) {
      dispatch(new ChannelEvent.Published(id, message, delivered));
    }
  }

  /** A subscriber has joined. */
  void joined(ChannelId id, String kind) {
    if (!isEmpty()) {
      dispatch(new ChannelEvent.SubscriberJoined(id, kind));
    }
  }

  /** A subscriber that had joined has left. */
  void left(ChannelId id, String kind) {
    if (!isEmpty()) {
      dispatch(new ChannelEvent.SubscriberLeft(id, kind));
    }
  }

  /** A subscriber was handed a message. */
  void sent(ChannelId id, String kind, MessageId message) {
    if (deliveryLatencyTracker != null) {
      OptionalLong latency = deliveryLatencyTracker.since(id, message, time.nanos());
      dispatch(new ChannelEvent.SubscriberSent(id, kind, message, latency));
    }
  }

  /** A channel is gone. */
  void deleted(ChannelId id, boolean expired) {
    if (!isEmpty()) {
      dispatch(new ChannelEvent.Deleted(id, expired));
    }
  }

  /** Called with no lock held. */
  void dispatch(ChannelEvent event) {
    NotificationTrampoline.notifyListeners(() -> notifyAll(event));
  }

  private void notifyAll(ChannelEvent event) {
    for (ChannelListener listener : all) {
      try {
        listener.onEvent(event);
      } catch (RuntimeException | Error e) {
        log.warn("A listener failed on {}", event, e);
      }
    }
  }
}
