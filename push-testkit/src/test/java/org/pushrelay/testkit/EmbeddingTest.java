package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.protocol.ChannelIdResolver.pathAfter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.MetaEventConfig;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.time.TimeSource;
import org.pushrelay.time.Timers;
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
  void textThatIsPublishedReachesALambda() {
    List<String> texts = new ArrayList<>();
    Channel news = engine.channel("news");
    news.publish("before");

    Subscription subscription = news.subscribe(message -> texts.add(message.text()));
    PublishResult result = news.publish("hello").join();
    subscription.cancel();
    news.publish("after");

    assertThat(texts).containsExactly("hello");
    assertThat(((PublishResult.Accepted) result).delivered()).isTrue();
  }

  @Test
  void lambdaThatStaysIsNotTimedOut() {
    List<String> texts = new ArrayList<>();
    Channel news = engine.channel("news");

    Subscription subscription = news.subscribe(message -> texts.add(message.text()));
    time.advance(Duration.ofDays(1));
    news.publish("hello");
    subscription.cancel();

    assertThat(texts).containsExactly("hello");
  }

  @Test
  void lambdaAfterACursorReceivesWhatIsKeptAndIsToldOfGaps() {
    List<String> received = new ArrayList<>();
    Channel news = engine.channel("news");
    BufferPolicy two = BufferPolicy.builder().maxMessages(2).build();
    PublishResult first = news.publish(MessageDraft.text("1").withPolicy(two)).join();
    MessageId lost = ((PublishResult.Accepted) first).id();
    List.of("2", "3", "4").forEach(text -> news.publish(MessageDraft.text(text).withPolicy(two)));

    Subscription subscription =
        news.subscribe(
            Cursor.after(lost),
            delivery ->
                received.add(
                    delivery.message().text() + (delivery.gapAfter().isPresent() ? "!" : "")));
    news.publish("5");
    subscription.cancel();

    assertThat(received).containsExactly("3!", "4", "5");
  }

  @Test
  void lambdaThatFailsOnAMessageReceivesTheNextOne() {
    List<String> texts = new ArrayList<>();
    Channel news = engine.channel("news");
    Subscription subscription =
        news.subscribe(
            message -> {
              texts.add(message.text());
              throw new IllegalStateException("fails on " + message);
            });

    news.publish("1");
    news.publish("2");
    subscription.cancel();

    assertThat(texts).containsExactly("1", "2");
  }

  @Test
  void timersOfTheCallerStayOpenWhenTheEngineIsClosed() throws Exception {
    try (Timers timers = Timers.threaded()) {
      PushEngine.builder().time(TimeSource.system(), timers).build().close();
      CountDownLatch ran = new CountDownLatch(1);

      timers.schedule(0, ran::countDown);

      assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void timersThatTheEngineMadeEndWithIt() {
    List<Thread> before = timerThreads();
    PushEngine own = PushEngine.create();
    send(own.subscriber(), "GET", "/sub?id=news");
    List<Thread> made = timerThreads();
    made.removeAll(before);

    own.close();

    assertThat(made).isNotEmpty();
    Eventually.until("the threads end", () -> made.stream().noneMatch(Thread::isAlive));
  }

  private static List<Thread> timerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("push-timers"))
        .collect(Collectors.toCollection(ArrayList::new));
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
  void eventsOfAnEndpointArePublishedToTheChannelThatALambdaNames() {
    List<String> events = new ArrayList<>();
    ExchangeHandler publisher =
        engine.publisher(p -> p.metaEvents(e -> e.channel(ChannelIdResolver.fixed("log"))));
    Subscription subscription =
        engine
            .channel(new ChannelId(MetaEventConfig.GROUP, "log"))
            .subscribe(message -> events.add(message.text()));

    send(publisher, "POST", "/pub?id=news");
    subscription.cancel();

    assertThat(events).containsExactly("channel_publish news");
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
