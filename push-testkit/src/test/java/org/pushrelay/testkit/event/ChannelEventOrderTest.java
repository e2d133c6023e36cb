package org.pushrelay.testkit.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.GroupLimits;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.MetaEventConfig;
import org.pushrelay.protocol.PollResponseMode;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.spi.ForwardingExchange;

/** The order of channel events where a client reacts before the publisher's call has returned. */
class ChannelEventOrderTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final MetaEventConfig events = MetaEventConfig.of(ChannelIdResolver.argument("id"));
  private final ExchangeHandler publisher = engine.publisher(p -> p.metaEvents(events));
  private final ExchangeHandler subscriber = engine.subscriber(s -> s.metaEvents(events));
  private final RecordingFlow told = RecordingFlow.unbounded();
  private final Queue<Runnable> otherThread = new ArrayDeque<>();

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

  private InMemoryExchange send(
      ExchangeHandler endpoint, String method, String name, String value) {
    InMemoryExchange exchange =
        InMemoryExchange.request(method, "/x?id=foo").header(name, value).body("m").build();
    endpoint.handle(exchange);
    return exchange;
  }

  private InMemoryExchange send(ExchangeHandler endpoint, String method) {
    return send(endpoint, method, "X", "");
  }

  /** Does something with each message, while the publisher still delivers it to others. */
  private void duringDelivery(Runnable action) {
    engine
        .channel("foo")
        .messages(Cursor.newest())
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(Delivery delivery) {
                action.run();
              }

              @Override
              public void onError(Throwable failure) {
                throw new AssertionError(failure);
              }

              @Override
              public void onComplete() {}
            });
  }

  private void runOtherThread() {
    for (Runnable task = otherThread.poll(); task != null; task = otherThread.poll()) {
      task.run();
    }
  }

  /** A request whose responses are written by another thread, when that gets to it. */
  private Exchange onOtherThread(Exchange exchange) {
    return new ForwardingExchange(exchange) {
      @Override
      public Loop loop() {
        return (subscribers, task) -> otherThread.add(task);
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "Accept, text/event-stream",
    "Accept, multipart/mixed",
    "TE, chunked",
  })
  void streamThatLeavesDuringDeliveryIsDequeuedAfterThePublish(String name, String value) {
    Queue<InMemoryExchange> streams = new ArrayDeque<>();
    duringDelivery(() -> streams.remove().streamed().clientLeaves());
    streams.add(send(subscriber, "GET", name, value));

    send(publisher, "POST");

    assertThat(told.texts())
        .containsExactly("subscriber_enqueue foo", "channel_publish foo", "subscriber_dequeue foo");
  }

  @Test
  void webSocketThatLeavesDuringDeliveryIsDequeuedAfterThePublish() {
    Queue<InMemoryWebSocket> sockets = new ArrayDeque<>();
    duringDelivery(() -> sockets.remove().connection().clientLeaves());
    sockets.add(InMemoryWebSocket.open(subscriber, "/x?id=foo"));

    send(publisher, "POST");

    assertThat(told.texts())
        .containsExactly("subscriber_enqueue foo", "channel_publish foo", "subscriber_dequeue foo");
  }

  @Test
  void webSocketThatLeavesDuringDeliveryIsDequeuedAfterAPublishOverAnotherWebSocket() {
    Queue<InMemoryWebSocket> sockets = new ArrayDeque<>();
    duringDelivery(() -> sockets.remove().connection().clientLeaves());
    sockets.add(InMemoryWebSocket.open(subscriber, "/x?id=foo"));

    InMemoryWebSocket.open(publisher, "/x?id=foo").send("m");

    assertThat(told.texts())
        .containsExactly("subscriber_enqueue foo", "channel_publish foo", "subscriber_dequeue foo");
  }

  @Test
  void subscriberThatFindsAMessageDuringDeliveryIsEnqueuedAfterThePublish() {
    duringDelivery(() -> send(subscriber, "GET"));

    send(publisher, "POST");

    assertThat(told.texts())
        .containsExactly("channel_publish foo", "subscriber_enqueue foo", "subscriber_dequeue foo");
  }

  @Test
  void heldPollThatAnotherThreadAnswersIsDequeuedBeforeThePublish() {
    subscriber.handle(onOtherThread(InMemoryExchange.request("GET", "/x?id=foo").build()));
    InMemoryExchange publish = send(publisher, "POST");
    List<String> early = told.texts();

    runOtherThread();

    assertThat(publish.response().status()).isEqualTo(201);
    assertThat(early).containsExactly("subscriber_enqueue foo");
    assertThat(told.texts())
        .containsExactly("subscriber_enqueue foo", "subscriber_dequeue foo", "channel_publish foo");
  }

  @Test
  void heldPollForSeveralMessagesIsDequeuedBeforeThePublish() {
    SubscriberConfig batches =
        SubscriberConfig.builder()
            .streams(s -> s.pollResponseMode(PollResponseMode.MULTIPART))
            .build();
    InMemoryExchange poll =
        send(engine.subscriber(batches.toBuilder().metaEvents(events).build()), "GET");

    send(publisher, "POST");

    assertThat(poll.response().status()).isEqualTo(200);
    assertThat(told.texts())
        .containsExactly("subscriber_enqueue foo", "subscriber_dequeue foo", "channel_publish foo");
  }

  @Test
  void heldPollThatAnotherThreadEndsIsDequeuedBeforeTheDeletion() {
    subscriber.handle(onOtherThread(InMemoryExchange.request("GET", "/x?id=foo").build()));
    send(publisher, "DELETE");

    runOtherThread();

    assertThat(told.texts())
        .containsExactly("subscriber_enqueue foo", "subscriber_dequeue foo", "channel_delete foo");
  }

  @Test
  void heldPollOfAnotherChannelDelaysNoPublish() {
    MetaEventConfig shared = MetaEventConfig.of(request -> Optional.of("foo"));
    engine
        .subscriber(s -> s.metaEvents(shared))
        .handle(InMemoryExchange.request("GET", "/x?id=bar").build());

    send(publisher, "POST");

    assertThat(told.texts()).containsExactly("subscriber_enqueue bar", "channel_publish foo");
  }

  @Test
  void heldPollWhoseClientLeavesBeforeItIsAnsweredDelaysNoPublish() {
    InMemoryExchange poll = InMemoryExchange.request("GET", "/x?id=foo").build();
    subscriber.handle(onOtherThread(poll));
    send(publisher, "POST");

    poll.clientLeaves();

    assertThat(told.texts())
        .containsExactly("subscriber_enqueue foo", "subscriber_dequeue foo", "channel_publish foo");
  }

  @Test
  void clientThatPollsAgainAtItsResponseIsDequeuedBeforeItIsEnqueuedAgain() {
    subscriber.handle(
        new ForwardingExchange(InMemoryExchange.request("GET", "/x?id=foo").build()) {
          @Override
          public void respond(PushResponse response, ResponseListener listener) {
            send(subscriber, "GET", "If-None-Match", "no-such-id");
            super.respond(response, listener);
          }
        });

    send(publisher, "POST");

    assertThat(told.texts())
        .startsWith(
            "subscriber_enqueue foo",
            "subscriber_dequeue foo",
            "channel_publish foo",
            "subscriber_enqueue foo");
  }

  @Test
  void refusedPublishDelaysNoLaterEvent() {
    GroupLimits limits = GroupLimits.builder().maxMessages(1).build();
    engine.groups().count("", limits);
    send(publisher, "POST");

    InMemoryExchange refused = send(publisher, "POST");
    send(publisher, "DELETE");

    assertThat(refused.response().status()).isEqualTo(403);
    assertThat(told.texts()).containsExactly("channel_publish foo", "channel_delete foo");
  }
}
