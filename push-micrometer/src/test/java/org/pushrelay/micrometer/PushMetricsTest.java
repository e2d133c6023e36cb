package org.pushrelay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.GroupLimits;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingSubscriber;

class PushMetricsTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @AfterEach
  void close() {
    registry.close();
    engine.close();
  }

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  private double counter(String name, String... tags) {
    return registry.get(name).tags(tags).functionCounter().count();
  }

  private static void subscribe(Channel channel, SubscriberConcurrency concurrency) {
    channel.subscribe(
        Cursor.newest(),
        SubscribePolicy.NO_TIMEOUT.toBuilder().concurrency(concurrency).build(),
        new RecordingSubscriber());
  }

  @Test
  void metersReadWhatTheRelayCounts() {
    new PushMetrics(engine).bindTo(registry);
    Channel channel = engine.channel("a");
    subscribe(channel, SubscriberConcurrency.BROADCAST);
    subscribe(channel, SubscriberConcurrency.FIRST);
    engine
        .subscriber()
        .handle(
            InMemoryExchange.request("GET", "/sub?id=a")
                .header("Accept", "text/event-stream")
                .build());

    assertThat(gauge("push.subscribers", "kind", "waiting")).isEqualTo(1);
    assertThat(gauge("push.subscribers", "kind", "following")).isEqualTo(1);
    assertThat(gauge("push.streams", "kind", "eventsource")).isEqualTo(1);
    assertThat(gauge("push.streams", "kind", "chunked")).isZero();
    assertThat(counter("push.subscribers.ended", "reason", "conflict")).isEqualTo(1);

    channel.publish(MessageDraft.text("m"));

    assertThat(counter("push.messages.published")).isEqualTo(1);
    assertThat(counter("push.messages.delivered")).isEqualTo(2);
    assertThat(gauge("push.channels")).isEqualTo(1);
    assertThat(gauge("push.messages.stored")).isEqualTo(1);
    assertThat(gauge("push.memory.used")).isEqualTo(engine.usedBytes());
    assertThat(gauge("push.memory.max")).isEqualTo(32 << 20);
  }

  @Test
  void refusedMessagesAreCountedByReason() {
    new PushMetrics(engine, Tags.of("relay", "one")).bindTo(registry);
    engine.groups().count("", GroupLimits.builder().maxMessages(1).build());
    engine.channel("a").publish(MessageDraft.text("m"));

    engine.channel("a").publish(MessageDraft.text("m"));

    assertThat(counter("push.messages.refused", "reason", "group_messages", "relay", "one"))
        .isEqualTo(1);
  }

  @Test
  void noChannelAddsAMeter() {
    new PushMetrics(engine).bindTo(registry);
    int meters = registry.getMeters().size();

    for (int i = 0; i < 100; i++) {
      engine.channel("channel-" + i).publish(MessageDraft.text("m"));
    }

    assertThat(registry.getMeters()).hasSize(meters);
  }
}
