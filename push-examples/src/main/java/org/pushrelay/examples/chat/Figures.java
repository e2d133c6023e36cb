package org.pushrelay.examples.chat;

import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.Statistics;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.SubscriberConfig;

/** What the relay does, published on one of its own channels for the dashboard. */
final class Figures {
  private static final String CHANNEL = "statistics";

  static final SubscriberConfig SUBSCRIBERS =
      SubscriberConfig.builder().channelId(ChannelIdResolver.fixed(CHANNEL)).build();

  private final PushEngine engine;
  private final Channel channel;

  Figures(PushEngine engine) {
    this.engine = engine;
    this.channel = engine.channel(CHANNEL);
  }

  void tell() {
    Statistics now = engine.statistics();
    String json =
        """
        {"published": %d, "delivered": %d, "subscribers": %d, \
        "channels": %d, "messages": %d, "bytes": %d}"""
            .formatted(
                now.published(),
                now.delivered(),
                now.subscribers(),
                now.channels(),
                now.messages(),
                now.usedBytes());
    channel
        .publish(
            MessageDraft.text(json)
                .withContentType("application/json")
                .withPolicy(BufferPolicy.builder().maxMessages(60).build()))
        .join();
  }
}
