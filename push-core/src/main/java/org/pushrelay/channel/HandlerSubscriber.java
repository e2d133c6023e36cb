package org.pushrelay.channel;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A streaming subscriber that hands each message to a function. A message that the function fails
 * on is logged, and the next one follows.
 */
final class HandlerSubscriber implements StreamSubscriber {
  private static final Logger log = LoggerFactory.getLogger(HandlerSubscriber.class);

  private final ChannelId channel;
  private final Consumer<? super Delivery> handler;

  HandlerSubscriber(ChannelId channel, Consumer<? super Delivery> handler) {
    this.channel = channel;
    this.handler = requireNonNull(handler, "handler");
  }

  @Override
  public void onBegin(StreamSubscription subscription) {}

  @Override
  public boolean onMessage(Delivery delivery) {
    try {
      handler.accept(delivery);
    } catch (RuntimeException e) {
      log.error("A handler of channel {} failed on {}", channel, delivery.message(), e);
    }
    return true;
  }

  @Override
  public void onPause() {}

  @Override
  public void onHeartbeat() {}

  @Override
  public void onEnd(EndReason reason) {
    switch (reason) {
      case CHANNEL_DELETED, DRAINING ->
          log.debug("A handler of channel {} ends: {}", channel, reason);
      default -> log.warn("A handler of channel {} gets no more messages: {}", channel, reason);
    }
  }
}
