package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.protocol.ChannelIdResolver.pathAfter;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.transport.ExchangeHandler;

/** What an application writes that embeds the relay, with nothing but its API. */
class EmbeddingTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();

  @AfterEach
  void close() {
    engine.close();
  }

  private static InMemoryExchange send(ExchangeHandler endpoint, String method, String target) {
    InMemoryExchange exchange = InMemoryExchange.request(method, target).body("hello").build();
    endpoint.handle(exchange);
    return exchange;
  }

  @Test
  void limitOfSubscribersLeavesTheTimeoutOfTheEndpoint() {
    SubscriberConfig flat = SubscriberConfig.builder().maxSubscribers(5).build();
    SubscriberConfig whole =
        SubscriberConfig.builder()
            .policy(SubscribePolicy.builder().maxSubscribers(5).build())
            .build();

    assertThat(flat.policy().timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(whole).isEqualTo(flat);
    assertThat(SubscriberConfig.DEFAULT.policy()).isEqualTo(SubscribePolicy.DEFAULT);
  }

  @Test
  void limitOfLagLeavesTheHeartbeatOfStreams() {
    StreamConfig flat = StreamConfig.builder().maxLag(5, 500).build();
    StreamConfig whole =
        StreamConfig.builder().policy(StreamPolicy.builder().maxLag(5, 500).build()).build();

    assertThat(flat.policy().heartbeat()).isEqualTo(Duration.ofSeconds(20));
    assertThat(whole).isEqualTo(flat);
    assertThat(StreamConfig.DEFAULT.policy()).isEqualTo(StreamPolicy.DEFAULT);
  }

  @Test
  void ignoredQueueLeavesTheJitterOfTimeouts() {
    SubscriberConfig config = SubscriberConfig.builder().ignoreQueueOnNoCache(true).build();

    assertThat(config.jitter()).isTrue();
    assertThat(SubscriberConfig.DEFAULT.jitter()).isTrue();
  }

  @Test
  void builderOfSettingsMakesEqualSettings() {
    SubscriberConfig subscriber =
        SubscriberConfig.builder()
            .group("g")
            .streams(s -> s.heartbeat(Duration.ofSeconds(3)).event("e"))
            .webSockets(w -> w.pingInterval(Duration.ofSeconds(4)))
            .build();
    PublisherConfig publisher = PublisherConfig.builder().buffer(b -> b.maxMessages(3)).build();

    assertThat(subscriber.toBuilder().build()).isEqualTo(subscriber).hasSameHashCodeAs(subscriber);
    assertThat(publisher.toBuilder().build()).isEqualTo(publisher).hasSameHashCodeAs(publisher);
    assertThat(subscriber).isNotEqualTo(SubscriberConfig.DEFAULT);
  }

  @Test
  void changeOfOneSubSettingKeepsTheOthers() {
    SubscriberConfig config =
        SubscriberConfig.builder()
            .streams(s -> s.separator("--"))
            .streams(s -> s.heartbeat(Duration.ofSeconds(3)))
            .build();

    assertThat(config.streams().separator()).isEqualTo("--");
    assertThat(config.streams().policy().heartbeat()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void builderThatIsUsedFurtherLeavesWhatItBuilt() {
    SubscriberConfig.Builder builder = SubscriberConfig.builder();
    SubscriberConfig before = builder.build();

    builder.timeout(Duration.ofSeconds(1)).streams(s -> s.event("e"));

    assertThat(before).isEqualTo(SubscriberConfig.DEFAULT);
  }

  @Test
  void endpointIsMadeOfALambda() {
    ExchangeHandler publisher = engine.publisher(p -> p.channelId(pathAfter("/pub/")));
    ExchangeHandler subscriber =
        engine.subscriber(s -> s.channelId(pathAfter("/sub/")).timeout(Duration.ZERO));

    int published = send(publisher, "POST", "/pub/news").response().status();
    InMemoryExchange poll = send(subscriber, "GET", "/sub/news");

    assertThat(published).isEqualTo(202);
    assertThat(poll.response().body().utf8()).isEqualTo("hello");
  }

  @Test
  void endpointForBothIsMadeOfTwoLambdas() {
    ExchangeHandler both =
        engine.pubSub(p -> p.maxBodyBytes(4), s -> s.jitter(false).timeout(Duration.ofSeconds(7)));

    InMemoryExchange poll = send(both, "GET", "/?id=news");
    int tooLong = send(both, "POST", "/?id=news").response().status();
    time.advance(Duration.ofSeconds(7));

    assertThat(tooLong).isEqualTo(413);
    assertThat(poll.response().status()).isEqualTo(304);
  }
}
