package org.pushrelay.channel;

import java.util.List;
import org.pushrelay.message.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All who are told what happens. No event is made for nobody. */
record Listeners(List<ChannelListener> all) {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  Listeners {
    all = List.copyOf(all);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** A message was published. */
  void published(ChannelId id, MessageId message, boolean delivered) {
    if (!isEmpty()) {
      tell(new ChannelEvent.Published(id, message, delivered));
    }
  }

  /** Somebody has joined. */
  void joined(ChannelId id, String kind) {
    if (!isEmpty()) {
      tell(new ChannelEvent.SubscriberJoined(id, kind));
    }
  }

  /** Somebody who had joined has left. */
  void left(ChannelId id, String kind) {
    if (!isEmpty()) {
      tell(new ChannelEvent.SubscriberLeft(id, kind));
    }
  }

  /** Somebody was handed a message. */
  void sent(ChannelId id, String kind, MessageId message) {
    if (!isEmpty()) {
      tell(new ChannelEvent.SubscriberSent(id, kind, message));
    }
  }

  /** A channel is gone. */
  void deleted(ChannelId id, boolean expired) {
    if (!isEmpty()) {
      tell(new ChannelEvent.Deleted(id, expired));
    }
  }

  /** Called with no lock held. */
  void tell(ChannelEvent event) {
    for (ChannelListener listener : all) {
      try {
        listener.onEvent(event);
      } catch (RuntimeException | Error e) {
        log.warn("A listener failed on {}", event, e);
      }
    }
  }
}
