package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelEvent;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.ChannelListener;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.channel.Channels;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.store.memory.MemoryChannelStore;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryStream;
import org.pushrelay.testkit.ManualTime;

/** What comes between while a stream begins, or while many are told of an end. */
class StreamRaceTest {
  private static final ChannelId A = ChannelId.of("a");
  private static final ChannelId B = ChannelId.of("b");

  private final ManualTime time = new ManualTime();

  /** Remembers what it is told. */
  private static final class Recorder implements StreamSubscriber {
    final List<String> told = new ArrayList<>();
    int heartbeats;
    final AtomicReference<StreamSubscription> subscription = new AtomicReference<>();

    @Override
    public void onBegin(StreamSubscription begun) {
      subscription.set(begun);
    }

    @Override
    public boolean onMessage(Delivery delivery) {
      told.add(delivery.message().body().utf8());
      return true;
    }

    @Override
    public void onPause() {}

    @Override
    public void onHeartbeat() {
      heartbeats++;
    }

    @Override
    public void onEnd(EndReason reason) {
      told.add(reason.name());
    }
  }

  @Test
  void anEndThatComesWhileAStreamOpensIsNotLost() {
    AtomicReference<PushEngine> relay = new AtomicReference<>();
    PushEngine engine =
        PushEngine.builder()
            .time(time, time)
            .listener(
                event -> {
                  if (event instanceof ChannelEvent.SubscriberJoined joined) {
                    relay.get().channel(joined.channel()).delete().join();
                  }
                })
            .build();
    relay.set(engine);
    Recorder recorder = new Recorder();

    engine.channel("a").stream(
        Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, StreamPolicy.NO_HEARTBEAT, recorder);

    assertThat(recorder.told).containsExactly("CHANNEL_DELETED");
  }

  @Test
  void whoIsRefusedByOneChannelGetsNothingOfTheOthers() {
    PushEngine engine = PushEngine.builder().time(time, time).build();
    engine.channel("a").publish(MessageDraft.text("of a")).join();
    SubscribePolicy existing = SubscribePolicy.NO_TIMEOUT.toBuilder().existingOnly(true).build();
    SubscriberConfig config =
        SubscriberConfig.builder()
            .naming(ChannelNaming.DEFAULT.withDelimiter(","))
            .policy(existing)
            .build();

    InMemoryExchange stream =
        InMemoryExchange.request("GET", "/sub?id=a,none")
            .header("Accept", "text/event-stream")
            .build();
    engine.subscriber(config).handle(stream);
    InMemoryExchange poll = InMemoryExchange.request("GET", "/sub?id=a,none").build();
    engine.subscriber(config).handle(poll);

    assertThat(stream.response().status()).isEqualTo(403);
    assertThat(poll.response().status()).isEqualTo(403);
    assertThat(engine.channel("a").info().join().map(ChannelInfo::subscribers)).hasValue(0);
  }

  @Test
  void subscriberHearsEachHeartbeatOnce() {
    PushEngine engine = PushEngine.builder().time(time, time).build();
    Recorder recorder = new Recorder();
    StreamPolicy beating = StreamPolicy.builder().heartbeat(Duration.ofSeconds(10)).build();
    engine.channel("a").stream(Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, beating, recorder);
    time.advance(Duration.ofSeconds(10));

    recorder.subscription.get().resume();
    recorder.subscription.get().resume();

    assertThat(recorder.heartbeats).isEqualTo(1);
    time.advance(Duration.ofSeconds(10));
    assertThat(recorder.heartbeats).isEqualTo(2);
  }

  /** A store in which one thread can be held while it appends the first message of a channel. */
  private final class SlowStore implements ChannelStore {
    private final ChannelStore store = new MemoryChannelStore(time, 1 << 20);
    private final CountDownLatch stamped = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private volatile boolean slow;

    @Override
    public Optional<ChannelLog> open(ChannelId id) {
      ChannelLog log = store.open(id).orElseThrow();
      return Optional.of(slow ? held(log) : log);
    }

    /** Holds the thread behind the append, where the channel has yet to come into being. */
    private ChannelLog held(ChannelLog log) {
      InvocationHandler holding =
          (proxy, method, arguments) -> {
            Object result = method.invoke(log, arguments);
            if (method.getName().equals("append")) {
              stamped.countDown();
              goesOn.await();
            }
            return result;
          };
      return (ChannelLog)
          Proxy.newProxyInstance(
              ChannelLog.class.getClassLoader(), new Class<?>[] {ChannelLog.class}, holding);
    }

    @Override
    public boolean hasReached(long second) {
      return store.hasReached(second);
    }

    @Override
    public long usedBytes() {
      return store.usedBytes();
    }
  }

  /** The message has its id already when another channel's message of a later second comes. */
  @Test
  void messageThatIsBeingAppendedToAChannelThatIsMadeAgainComesBeforeLaterOnes() throws Exception {
    SlowStore store = new SlowStore();
    Channels channels = new Channels(store, time, time);
    Recorder recorder = new Recorder();
    channels.stream(
        List.of(A, B),
        Cursor.oldest(),
        SubscribePolicy.NO_TIMEOUT,
        StreamPolicy.NO_HEARTBEAT,
        recorder);
    time.advance(Duration.ofSeconds(2));
    channels.channel(A).delete().join();
    store.slow = true;
    Thread first =
        new Thread(() -> channels.channel(A).publish(MessageDraft.text("a1")).join(), "first");
    Thread later =
        new Thread(() -> channels.channel(B).publish(MessageDraft.text("b1")).join(), "later");
    first.start();
    store.stamped.await();
    time.advance(Duration.ofSeconds(2));
    later.start();
    Eventually.until(
        "the later message waits for the first one, or is through",
        () ->
            later.getState() == Thread.State.BLOCKED
                || later.getState() == Thread.State.TERMINATED);

    store.goesOn.countDown();
    first.join();
    later.join();

    assertThat(recorder.told).containsExactly("a1", "b1");
  }

  /**
   * The channel is deleted in another thread after the stream has joined it again, and before the
   * stream goes on.
   */
  @Test
  void streamGoesOnWithTheOtherChannelWhenOneIsDeletedWhileItIsJoinedAgain() throws Exception {
    AtomicReference<Channels> relay = new AtomicReference<>();
    AtomicInteger joins = new AtomicInteger();
    Recorder recorder = new Recorder();
    try (Race race = new Race()) {
      ChannelListener deletes =
          event -> {
            if (event instanceof ChannelEvent.SubscriberJoined joined
                && joined.channel().equals(A)
                && joins.incrementAndGet() == 2) {
              deleteElsewhere(race, relay.get().channel(A));
            }
          };
      Channels channels =
          new Channels(new MemoryChannelStore(time, 1 << 20), time, time, List.of(deletes));
      relay.set(channels);
      channels.stream(
          List.of(A, B),
          Cursor.oldest(),
          SubscribePolicy.NO_TIMEOUT,
          StreamPolicy.NO_HEARTBEAT,
          recorder);
      channels.channel(B).publish(MessageDraft.text("b1")).join();
      channels.channel(A).delete().join();
      channels.channel(A).publish(MessageDraft.text("a1")).join();
      time.advance(Duration.ofSeconds(2));

      channels.channel(B).publish(MessageDraft.text("b2")).join();
      channels.channel(B).publish(MessageDraft.text("b3")).join();

      assertThat(joins).hasValue(2);
      assertThat(recorder.told).containsExactly("b1", "a1", "b2", "b3");
      channels.channel(B).delete().join();
      assertThat(recorder.told).endsWith("b3", "CHANNEL_DELETED");
    }
  }

  private static void deleteElsewhere(Race race, Channel channel) {
    try {
      race.run(() -> channel.delete().join());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoLeavesWhileOthersAreToldOfTheEndDoesNotHaveThemToldTwice() {
    PushEngine engine = PushEngine.builder().time(time, time).build();
    SubscriberConfig config =
        SubscriberConfig.builder()
            .naming(ChannelNaming.DEFAULT.withDelimiter(","))
            .timeout(SubscribePolicy.FOREVER)
            .build();
    List<InMemoryStream> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      InMemoryExchange exchange =
          InMemoryExchange.request("GET", "/sub?id=a,b")
              .header("Accept", "text/event-stream")
              .build();
      engine.subscriber(config).handle(exchange);
      clients.add(exchange.streamed());
    }

    engine.channel("a").delete().join();
    for (int i = 0; i < 100; i++) {
      clients.get(i).clientLeaves();
    }
    engine.channel("b").publish(MessageDraft.text("still here")).join();

    assertThat(clients.subList(100, 200))
        .allSatisfy(
            client -> {
              assertThat(client.isEnded()).isFalse();
              assertThat(client.text()).contains("data: still here\n");
            });
    assertThat(engine.channel("b").info().join().map(ChannelInfo::subscribers)).hasValue(100);
  }

  @Test
  void whoDoesNotWaitTakesNobodysPlace() {
    PushEngine engine = PushEngine.builder().time(time, time).build();
    SubscribePolicy poll =
        SubscribePolicy.builder()
            .timeout(Duration.ZERO)
            .concurrency(SubscriberConcurrency.LAST)
            .build();
    Recorder staying = new Recorder();
    engine.channel("a").stream(
        Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, StreamPolicy.NO_HEARTBEAT, staying);
    engine.channel("a").publish(MessageDraft.text("m")).join();

    Recorder polling = new Recorder();
    engine.channel("a").stream(Cursor.oldest(), poll, StreamPolicy.NO_HEARTBEAT, polling);

    assertThat(polling.told).containsExactly("m");
    assertThat(staying.told).containsExactly("m");
    assertThat(engine.channel("a").info().join().map(ChannelInfo::subscribers)).hasValue(1);
  }
}
