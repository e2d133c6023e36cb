package org.pushrelay.testkit.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.message.Cursor;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.MetaEventConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

/** Events as messages on a channel of the group {@code meta}, and statistics as text. */
class ChannelEventsTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final MetaEventConfig events = MetaEventConfig.of(ChannelIdResolver.argument("id"));
  private final ExchangeHandler publisher = engine.publisher(p -> p.metaEvents(events));
  private final ExchangeHandler subscriber = engine.subscriber(s -> s.metaEvents(events));
  private final RecordingFlow told = RecordingFlow.unbounded();

  @BeforeEach
  void listen() {
    engine
        .channel(new ChannelId(MetaEventConfig.GROUP, "foo"))
        .messages(Cursor.newest())
        .subscribe(told);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static InMemoryExchange send(ExchangeHandler endpoint, String method, String accept) {
    InMemoryExchange exchange =
        InMemoryExchange.request(method, "/x?id=foo").header("Accept", accept).body("m").build();
    endpoint.handle(exchange);
    return exchange;
  }

  @Test
  void heldPollThatReceivesAMessageIsDequeuedBeforeThePublishIsReported() {
    send(subscriber, "GET", "");
    send(publisher, "POST", "");

    assertThat(told.texts())
        .containsExactly("subscriber_enqueue foo", "subscriber_dequeue foo", "channel_publish foo");
  }

  @Test
  void receiptsArePublishedOnlyWhereTheyAreWanted() {
    ExchangeHandler receipts =
        engine.subscriber(s -> s.metaEvents(events.toBuilder().receipts(true).build()));
    send(receipts, "GET", "");
    send(publisher, "POST", "");
    send(receipts, "GET", "text/event-stream");
    send(publisher, "DELETE", "");

    assertThat(told.texts())
        .contains("subscriber_receive_message foo", "subscriber_receive_status foo");
  }

  @Test
  void aLongPollThatFindsAMessageJoinsAndLeaves() {
    send(publisher, "POST", "");
    send(subscriber, "GET", "");

    assertThat(told.texts())
        .containsExactly("channel_publish foo", "subscriber_enqueue foo", "subscriber_dequeue foo");
  }

  @Test
  void aClientThatLeaves() {
    send(subscriber, "GET", "").clientLeaves();

    assertThat(told.texts()).containsExactly("subscriber_enqueue foo", "subscriber_dequeue foo");
  }

  @Test
  void aDeletion() {
    send(subscriber, "GET", "");
    send(publisher, "DELETE", "");

    assertThat(told.texts())
        .containsExactlyInAnyOrder(
            "subscriber_enqueue foo", "subscriber_dequeue foo", "channel_delete foo");
  }

  @Test
  void aStream() {
    InMemoryExchange stream = send(subscriber, "GET", "text/event-stream");
    send(publisher, "POST", "");
    stream.streamed().clientLeaves();

    assertThat(told.texts())
        .containsExactlyInAnyOrder(
            "subscriber_enqueue foo", "channel_publish foo", "subscriber_dequeue foo");
  }

  @Test
  void refusedSubscriberIsNeitherEnqueuedNorDequeued() {
    ExchangeHandler limited = engine.subscriber(s -> s.existingOnly(true).metaEvents(events));

    send(limited, "GET", "");

    assertThat(told.texts()).isEmpty();
  }

  @Test
  void theTextMayBeOfTheRequest() {
    ExchangeHandler other =
        engine.publisher(
            p ->
                p.metaEvents(
                    events.toBuilder()
                        .template(
                            request -> {
                              String method = request.method();
                              return event -> method + " " + event.name() + " " + event.channels();
                            })
                        .build()));

    send(other, "POST", "");

    assertThat(told.texts()).containsExactly("POST channel_publish [foo]");
  }

  @Test
  void thereAreNoEventsOfEvents() {
    ExchangeHandler meta =
        engine.subscriber(s -> s.group(MetaEventConfig.GROUP).metaEvents(events));

    send(meta, "GET", "");

    assertThat(told.texts()).isEmpty();
  }

  @Test
  void anEndpointWithoutANameForThemPublishesNone() {
    ExchangeHandler silent =
        engine.publisher(
            p -> p.metaEvents(MetaEventConfig.of(ChannelIdResolver.argument("events"))));

    send(silent, "POST", "");

    assertThat(told.texts()).isEmpty();
    assertThat(engine.channels()).hasSize(2);
  }

  @Test
  void statisticsAsNchanWritesThem() {
    send(engine.publisher(), "POST", "");

    PushResponse response = send(engine.stubStatus(), "GET", "").response();

    assertThat(response.header("Content-Type")).hasValue("text/plain");
    assertThat(response.body().utf8().lines().toList())
        .isEqualTo(
            List.of(
                "total published messages: 1",
                "stored messages: 1",
                "shared memory used: 1K",
                "shared memory limit: 32768K",
                "channels: 2",
                "subscribers: 1",
                "redis pending commands: 0",
                "redis connected servers: 0",
                "redis unhealthy upstreams: 0",
                "total redis commands sent: 0",
                "total interprocess alerts received: 0",
                "interprocess alerts in transit: 0",
                "interprocess queued alerts: 0",
                "total interprocess send delay: 0",
                "total interprocess receive delay: 0",
                "nchan version: 1.3.7"));
    assertThat(send(engine.stubStatus(), "POST", "").response().status()).isEqualTo(405);
  }

  @Test
  void aDeletionThatTheApplicationTakesItsTimeToAllow() {
    CompletableFuture<AuthDecision> authDecision = new CompletableFuture<>();
    ExchangeHandler asking =
        engine.publisher(
            p ->
                p.hooks(h -> h.authorizer(visit -> authDecision))
                    .metaEvents(MetaEventConfig.of(request -> request.header("X-Events"))));
    send(publisher, "POST", "");
    asking.handle(
        InMemoryExchange.request("DELETE", "/x?id=foo").header("X-Events", "foo").build());

    authDecision.complete(AuthDecision.allow());

    assertThat(told.texts()).containsExactly("channel_publish foo", "channel_delete foo");
  }

  @Test
  void messagesThatComeOverWebSockets() {
    InMemoryWebSocket.open(publisher, "/x?id=foo").send("m");
    InMemoryWebSocket.open(
            engine.pubSub(p -> p.metaEvents(events), s -> s.metaEvents(events)), "/x?id=foo")
        .send("m");

    assertThat(told.texts()).filteredOn(text -> text.equals("channel_publish foo")).hasSize(2);
  }

  @Test
  void aRetryPublishesNothing() {
    for (int i = 0; i < 2; i++) {
      publisher.handle(
          InMemoryExchange.request("POST", "/x?id=foo")
              .header("Idempotency-Key", "k")
              .body("m")
              .build());
    }

    assertThat(told.texts()).containsExactly("channel_publish foo");
  }
}
