package org.pushrelay.testkit.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelEvent;
import org.pushrelay.channel.ChannelEvent.Created;
import org.pushrelay.channel.ChannelEvent.Deleted;
import org.pushrelay.channel.ChannelEvent.PublishRefused;
import org.pushrelay.channel.ChannelEvent.Published;
import org.pushrelay.channel.ChannelEvent.SubscriberEnded;
import org.pushrelay.channel.ChannelEvent.SubscriberJoined;
import org.pushrelay.channel.ChannelEvent.SubscriberLeft;
import org.pushrelay.channel.ChannelEvent.SubscriberSent;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.channel.PublishResult.Accepted;
import org.pushrelay.channel.Statistics;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;
import org.pushrelay.testkit.RecordingSubscriber;

/** What listeners are told, and what is counted. */
class ChannelListenerTest {
  private static final ChannelId A = ChannelId.of("a");
  private static final OptionalLong AT_ONCE = OptionalLong.of(0);

  private final ManualTime time = new ManualTime();
  private final List<ChannelEvent> events = new CopyOnWriteArrayList<>();
  private final PushEngine engine =
      PushEngine.builder().time(time, time).listener(events::add).build();
  private final Channel channel = engine.channel(A);

  @AfterEach
  void close() {
    engine.close();
  }

  private MessageId publish() {
    return ((Accepted) channel.publish(MessageDraft.text("m")).join()).id();
  }

  private Subscription subscribe(SubscribePolicy policy) {
    return channel.subscribe(Cursor.newest(), policy, new RecordingSubscriber());
  }

  @Test
  void aMessageToOneWhoWaits() {
    subscribe(SubscribePolicy.NO_TIMEOUT);

    MessageId id = publish();

    assertThat(events)
        .containsExactly(
            new Created(A),
            new SubscriberJoined(A, "longpoll"),
            new Published(A, id, true),
            new SubscriberSent(A, "longpoll", id, AT_ONCE),
            new SubscriberLeft(A, "longpoll"));
    Statistics statistics = engine.statistics();
    assertThat(statistics.published()).isEqualTo(1);
    assertThat(statistics.delivered()).isEqualTo(1);
    assertThat(statistics.waiting()).isZero();
    assertThat(statistics.messages()).isEqualTo(1);
  }

  @Test
  void aMessageThatIsThereGoesToOneWhoNeverJoins() {
    MessageId id = publish();

    channel.subscribe(Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, new RecordingSubscriber());

    assertThat(events)
        .containsExactly(
            new Created(A),
            new Published(A, id, false),
            new SubscriberSent(A, "longpoll", id, AT_ONCE));
    assertThat(engine.statistics().delivered()).isEqualTo(1);
  }

  @Test
  void aWaitInVain() {
    subscribe(SubscribePolicy.builder().timeout(Duration.ofSeconds(1)).build());

    time.advance(Duration.ofSeconds(1));

    assertThat(events)
        .endsWith(
            new SubscriberEnded(A, "longpoll", EndReason.TIMEOUT),
            new SubscriberLeft(A, "longpoll"));
    assertThat(engine.statistics().ended()).containsEntry(EndReason.TIMEOUT, 1L);
  }

  @Test
  void oneWhoLeaves() {
    subscribe(SubscribePolicy.NO_TIMEOUT).cancel();

    assertThat(events).endsWith(new SubscriberLeft(A, "longpoll"));
    assertThat(events).doesNotHaveAnyElementsOfTypes(SubscriberEnded.class);
  }

  @Test
  void oneWhoIsRefused() {
    subscribe(SubscribePolicy.NO_TIMEOUT);

    subscribe(
        SubscribePolicy.NO_TIMEOUT.toBuilder().concurrency(SubscriberConcurrency.FIRST).build());

    assertThat(events)
        .containsExactly(
            new Created(A),
            new SubscriberJoined(A, "longpoll"),
            new SubscriberEnded(A, "longpoll", EndReason.CONFLICT));
    assertThat(engine.statistics().ended()).containsEntry(EndReason.CONFLICT, 1L);
  }

  @Test
  void aFlow() {
    RecordingFlow flow = RecordingFlow.unbounded();
    channel.messages(Cursor.newest()).subscribe(flow);
    MessageId id = publish();
    long following = engine.statistics().following();

    channel.delete();

    assertThat(following).isEqualTo(1);
    assertThat(events)
        .containsExactly(
            new Created(A),
            new SubscriberJoined(A, "flow"),
            new Published(A, id, true),
            new SubscriberSent(A, "flow", id, AT_ONCE),
            new Deleted(A, false),
            new SubscriberLeft(A, "flow"),
            new SubscriberEnded(A, "flow", EndReason.CHANNEL_DELETED));
    assertThat(engine.statistics().following()).isZero();
  }

  @Test
  void aStreamIsCountedByItsKindUntilItEnds() {
    InMemoryExchange exchange =
        InMemoryExchange.request("GET", "/sub?id=a").header("Accept", "text/event-stream").build();
    engine.subscriber(SubscriberConfig.DEFAULT).handle(exchange);
    Statistics open = engine.statistics();

    exchange.streamed().clientLeaves();

    assertThat(open.streams()).containsEntry("eventsource", 1L);
    assertThat(engine.statistics().streams()).containsEntry("eventsource", 0L);
    assertThat(events)
        .containsExactly(
            new Created(A),
            new SubscriberJoined(A, "eventsource"),
            new SubscriberLeft(A, "eventsource"));
  }

  @Test
  void anEmptyChannelExpires() {
    channel.create(Duration.ofSeconds(5)).join();

    time.advance(Duration.ofSeconds(5));

    assertThat(events).containsExactly(new Created(A), new Deleted(A, true));
    assertThat(engine.statistics().channels()).isZero();
  }

  @Test
  void channelStaysForItsTimeFromWhenItsLastMessageExpired() {
    BufferPolicy policy =
        BufferPolicy.builder()
            .timeout(Duration.ofSeconds(60))
            .channelTimeout(Duration.ofSeconds(5))
            .build();
    channel.publish(MessageDraft.text("m").withPolicy(policy)).join();

    time.advance(Duration.ofSeconds(64));
    assertThat(events).doesNotContain(new Deleted(A, true));
    time.advance(Duration.ofSeconds(1));

    assertThat(events).endsWith(new Deleted(A, true));
  }

  @Test
  void aMessageThatIsRefused() {
    engine.drain();

    channel.publish(MessageDraft.text("m"));

    assertThat(events).containsExactly(new PublishRefused(A, PublishResult.Refused.DRAINING));
    assertThat(engine.statistics().refused()).containsEntry(PublishResult.Refused.DRAINING, 1L);
  }

  @Test
  void latencyIsMeasuredUpToTheDeliveryHoweverLateListenersAreNotified() {
    List<OptionalLong> latencies = new ArrayList<>();
    PushEngine slow =
        PushEngine.builder()
            .time(time, time)
            .listener(
                event -> {
                  time.advance(Duration.ofSeconds(1));
                  if (event instanceof SubscriberSent sent) {
                    latencies.add(sent.latencyNanos());
                  }
                })
            .build();
    slow.channel("a")
        .subscribe(Cursor.newest(), SubscribePolicy.NO_TIMEOUT, new RecordingSubscriber());

    slow.channel("a").publish(MessageDraft.text("m"));

    assertThat(latencies).containsExactly(AT_ONCE);
    slow.close();
  }

  @Test
  void aListenerMayPublishAndHearsOfIt() {
    List<String> seen = new ArrayList<>();
    AtomicReference<Channel> log = new AtomicReference<>();
    PushEngine talkative =
        PushEngine.builder()
            .time(time, time)
            .listener(
                event -> {
                  if (event instanceof Published published) {
                    seen.add(published.channel().name());
                    if (!published.channel().name().equals("log")) {
                      log.get().publish(MessageDraft.text("seen"));
                    }
                  }
                })
            .build();
    log.set(talkative.channel("log"));

    talkative.channel("a").publish(MessageDraft.text("m"));

    assertThat(seen).containsExactly("a", "log");
    talkative.close();
  }

  @Test
  void oneThatFailsHarmsNobody() {
    PushEngine unlucky =
        PushEngine.builder()
            .time(time, time)
            .listener(
                event -> {
                  throw new IllegalStateException("out of luck");
                })
            .listener(events::add)
            .build();
    RecordingSubscriber subscriber = new RecordingSubscriber();
    unlucky.channel("a").subscribe(Cursor.newest(), SubscribePolicy.NO_TIMEOUT, subscriber);

    unlucky.channel("a").publish(MessageDraft.text("m")).join();

    assertThat(subscriber.text()).hasValue("m");
    assertThat(events).hasSize(5);
    unlucky.close();
  }
}
