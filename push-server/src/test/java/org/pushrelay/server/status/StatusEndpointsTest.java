package org.pushrelay.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

class StatusEndpointsTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();

  @AfterEach
  void close() {
    engine.close();
  }

  private static PushResponse send(ExchangeHandler endpoint, String method) {
    InMemoryExchange exchange = InMemoryExchange.request(method, "/status").build();
    endpoint.handle(exchange);
    return exchange.response();
  }

  @Test
  void aRelayThatTakesRequestsIsHealthy() {
    PushResponse response = send(new HealthEndpoint(engine, new LoopWatch()), "GET");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body().utf8()).isEqualTo("ok\n");
  }

  @Test
  void oneThatShutsDownIsNot() {
    engine.drain();

    assertThat(send(new HealthEndpoint(engine, new LoopWatch()), "GET").status()).isEqualTo(503);
  }

  @Test
  void metricsAreTextForPrometheus() {
    engine.channel("a").publish(MessageDraft.text("m"));
    engine
        .subscriber(SubscriberConfig.DEFAULT)
        .handle(
            InMemoryExchange.request("GET", "/sub?id=a")
                .header("Accept", "text/event-stream")
                .build());

    PushResponse response = send(new MetricsEndpoint(engine), "GET");

    assertThat(response.header("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body().utf8().lines())
        .contains(
            "# TYPE push_messages_published_total counter",
            "push_messages_published_total 1",
            "push_messages_delivered_total 1",
            "push_messages_refused_total{reason=\"no_room\"} 0",
            "push_subscribers_ended_total{reason=\"timeout\"} 0",
            "push_channels 1",
            "push_memory_max_bytes 33554432",
            "push_subscribers{kind=\"following\"} 1",
            "push_subscribers{kind=\"waiting\"} 0",
            "push_streams{kind=\"eventsource\"} 1");
  }

  @Test
  void everyLineIsACommentOrASample() {
    String text = send(new MetricsEndpoint(engine), "GET").body().utf8();

    assertThat(text).endsWith("\n");
    assertThat(text.lines())
        .allMatch(line -> line.matches("# (HELP|TYPE) .*|[a-z_]+(\\{[a-z]+=\"[a-z_-]+\"})? \\d+"));
  }

  @Test
  void otherMethodsAreRefused() {
    assertThat(send(new HealthEndpoint(engine, new LoopWatch()), "POST").status()).isEqualTo(405);
    assertThat(send(new MetricsEndpoint(engine), "DELETE").header("Allow")).hasValue("GET, HEAD");
  }
}
