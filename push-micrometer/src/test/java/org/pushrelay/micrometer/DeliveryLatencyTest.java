package org.pushrelay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;

class DeliveryLatencyTest {
  private final ManualTime time = new ManualTime();
  private final MeterRegistry registry =
      new SimpleMeterRegistry(
          SimpleConfig.DEFAULT,
          new Clock() {
            @Override
            public long wallTime() {
              return TimeUnit.SECONDS.toMillis(time.epochSecond());
            }

            @Override
            public long monotonicTime() {
              return time.nanos();
            }
          });
  private final PushEngine engine =
      PushEngine.builder().time(time, time).listener(DeliveryLatency.in(registry)).build();

  @AfterEach
  void close() {
    registry.close();
    engine.close();
  }

  private void subscribe(String header, String value) {
    engine
        .subscriber()
        .handle(InMemoryExchange.request("GET", "/sub?id=a").header(header, value).build());
  }

  private Timer timer(String kind) {
    return registry.get("push.delivery.latency").tag("kind", kind).timer();
  }

  @Test
  void whoWaitsGetsAMessageAtOnce() {
    subscribe("Accept", "text/event-stream");
    subscribe("TE", "chunked");
    subscribe("X", "a poll");

    engine.channel("a").publish(MessageDraft.text("m")).join();

    for (String kind : new String[] {"eventsource", "chunked", "longpoll"}) {
      assertThat(timer(kind).count()).as(kind).isEqualTo(1);
      assertThat(timer(kind).totalTime(TimeUnit.MILLISECONDS)).as(kind).isZero();
    }
    assertThat(timer("websocket").count()).isZero();
  }

  @Test
  void whoComesLaterCountsWithTheTimeItTook() {
    engine.channel("a").publish(MessageDraft.text("m")).join();
    time.advance(Duration.ofSeconds(3));

    subscribe("Accept", "text/event-stream");

    assertThat(timer("eventsource").totalTime(TimeUnit.SECONDS)).isEqualTo(3);
  }

  @Test
  void aMessageThatWasForgottenIsNotTimed() {
    engine.channel("a").publish(MessageDraft.text("m")).join();
    for (int i = 0; i < 200_000; i++) {
      engine.channel("b").publish(MessageDraft.text("m")).join();
    }

    subscribe("Accept", "text/event-stream");

    assertThat(timer("eventsource").count()).isZero();
    assertThat(registry.getMeters()).hasSize(7);
  }
}
