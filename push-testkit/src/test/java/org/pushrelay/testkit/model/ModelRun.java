package org.pushrelay.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;
import org.pushrelay.testkit.RecordingSubscriber;

/** One relay and one model, which are told the same, and have to answer the same. */
final class ModelRun {
  private static final List<String> NAMES = List.of("a", "b", "channel-c");
  private static final int[] WAITS = {0, 1, 2, 10};

  private final Random random;
  private final ManualTime time = new ManualTime();
  private final PushEngine engine;
  private final ReferenceModel model;
  private final List<Waiting> waiting = new ArrayList<>();
  private final List<Reading> reading = new ArrayList<>();
  private final List<Received> received = new ArrayList<>();

  /** Whether there are messages and waits without an end. */
  private final boolean eternal;

  private final List<BiConsumer<String, Channel>> operations = new ArrayList<>();
  private int published;

  private record Waiting(
      String name,
      RecordingSubscriber subscriber,
      Subscription subscription,
      ReferenceModel.Waiter expected) {}

  private record Reading(String name, RecordingFlow flow, ReferenceModel.Reader expected) {}

  private record Received(String name, Message message) {}

  ModelRun(long seed) {
    random = new Random(seed);
    eternal = random.nextBoolean();
    long limit = random.nextInt(3) == 0 ? 1500 + random.nextInt(3000) : 1 << 20;
    engine = PushEngine.builder().time(time, time).maxReservedMemory(limit).build();
    chooseOperations();
    model = new ReferenceModel(measuredCosts(), limit, time::epochSecond);
  }

  /** What a channel and a message cost, as the relay says. */
  private static ReferenceModel.Costs measuredCosts() {
    ManualTime time = new ManualTime();
    PushEngine engine = PushEngine.builder().time(time, time).build();
    engine.channel("x").create(Duration.ZERO);
    long channel = engine.usedBytes();
    engine.channel("x").publish(MessageDraft.of(MessageBody.empty()));
    return new ReferenceModel.Costs(channel - 1, engine.usedBytes() - channel);
  }

  void play(int operations) {
    for (int i = 0; i < operations; i++) {
      operate();
      time.advance(Duration.ZERO);
      model.advance(0);
      compare();
    }
    finish();
  }

  /** In each run other operations are frequent, and some never happen: that finds more. */
  private void chooseOperations() {
    List<BiConsumer<String, Channel>> all =
        List.of(
            this::publish,
            this::subscribe,
            (name, channel) -> cancel(),
            this::follow,
            (name, channel) -> request(),
            (name, channel) -> leave(),
            (name, channel) -> receive(),
            this::info,
            this::create,
            this::delete,
            (name, channel) -> passTime(),
            (name, channel) -> jump());
    for (BiConsumer<String, Channel> operation : all) {
      operations.addAll(Collections.nCopies(random.nextInt(6), operation));
    }
    operations.add((name, channel) -> passTime());
  }

  private void operate() {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    operations.get(random.nextInt(operations.size())).accept(name, engine.channel(name));
  }

  private void info(String name, Channel channel) {
    assertThat(text(channel.info().join())).as("info").isEqualTo(model.info(name));
  }

  private void create(String name, Channel channel) {
    Duration timeout = seconds(0, 1, 5);
    assertThat(text(channel.create(timeout).join()))
        .as("create")
        .isEqualTo(model.create(name, timeout));
  }

  private void delete(String name, Channel channel) {
    if (random.nextInt(4) == 0) {
      assertThat(text(channel.delete().join())).as("delete").isEqualTo(model.delete(name));
    }
  }

  private void publish(String name, Channel channel) {
    int max = random.nextInt(6);
    BufferPolicy policy =
        BufferPolicy.builder()
            .maxMessages(max)
            .minMessages(random.nextInt(max + 1))
            .deleteOldestReceived(random.nextBoolean())
            .timeout(eternal ? seconds(0, 1, 3, 10) : seconds(1, 2))
            .channelTimeout(seconds(0, 1, 5))
            .build();
    String text = "m" + published++;

    PublishResult result =
        channel.publish(MessageDraft.of(MessageBody.utf8(text)).withPolicy(policy)).join();

    String actual =
        result instanceof PublishResult.Accepted a
            ? a.id() + " " + a.delivered() + " " + text(Optional.of(a.channel()))
            : result.toString();
    assertThat(actual).as("publish").isEqualTo(model.publish(name, text, policy));
  }

  private void subscribe(String name, Channel channel) {
    SubscribePolicy policy =
        SubscribePolicy.builder()
            .concurrency(SubscriberConcurrency.values()[Math.max(0, random.nextInt(8) - 5)])
            .maxSubscribers(random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0)
            .timeout(eternal && random.nextInt(4) == 0 ? SubscribePolicy.FOREVER : seconds(WAITS))
            .existingOnly(random.nextInt(4) == 0)
            .channelTimeout(seconds(0, 1, 5))
            .build();
    Cursor cursor = cursor(name);
    RecordingSubscriber subscriber = new RecordingSubscriber();
    int count = random.nextInt(10) == 0 ? 12 : 1;
    for (int i = 0; i < count; i++) {
      RecordingSubscriber one = i == 0 ? subscriber : new RecordingSubscriber();
      Subscription subscription = channel.subscribe(cursor, policy, one);
      waiting.add(new Waiting(name, one, subscription, model.subscribe(name, cursor, policy)));
    }
  }

  private Cursor cursor(String name) {
    return switch (random.nextInt(6)) {
      case 0 -> Cursor.newest();
      case 1, 2 -> Cursor.oldest();
      case 3 ->
          Cursor.after(
              new MessageId(
                  Math.max(0, time.epochSecond() + random.nextInt(20) - 10), random.nextInt(3)));
      // of this channel, or a foreign one
      default -> anyId(random.nextInt(4) == 0 ? NAMES.get(random.nextInt(NAMES.size())) : name);
    };
  }

  private Cursor anyId(String name) {
    List<MessageId> ids = model.history.getOrDefault(name, List.of());
    if (ids.isEmpty()) {
      return Cursor.oldest();
    }
    int back = Math.min(ids.size(), 1 + random.nextInt(random.nextBoolean() ? 3 : 30));
    return Cursor.after(ids.get(ids.size() - back));
  }

  private void cancel() {
    if (!waiting.isEmpty()) {
      Waiting one = waiting.remove(random.nextInt(waiting.size()));
      one.subscription().cancel();
      model.cancel(one.expected());
      assertThat(one.subscriber().isWaiting()).isTrue();
    }
  }

  private void follow(String name, Channel channel) {
    Cursor cursor = cursor(name);
    RecordingFlow flow = random.nextBoolean() ? RecordingFlow.patient() : RecordingFlow.unbounded();
    boolean unbounded = flow.requestsAll();
    channel.messages(cursor).subscribe(flow);
    Reading one = new Reading(name, flow, model.follow(name, cursor));
    if (unbounded) {
      model.request(name, one.expected(), Long.MAX_VALUE);
    }
    reading.add(one);
  }

  private void request() {
    if (!reading.isEmpty()) {
      Reading one = reading.get(random.nextInt(reading.size()));
      long n = 1 + random.nextInt(4);
      if (one.expected().demand != Long.MAX_VALUE) {
        one.flow().request(n);
        model.request(one.name(), one.expected(), n);
      }
    }
  }

  private void leave() {
    if (!reading.isEmpty()) {
      Reading one = reading.remove(random.nextInt(reading.size()));
      one.flow().cancel();
      model.leave(one.expected());
    }
  }

  private void receive() {
    if (!received.isEmpty()) {
      Received one =
          received.get(received.size() - 1 - random.nextInt(Math.min(5, received.size())));
      engine.channel(one.name()).received(one.message());
      model.received(one.name(), one.message().id());
    }
  }

  private void passTime() {
    Duration passing = Duration.ofMillis(random.nextInt(random.nextInt(4) == 0 ? 8000 : 1200));
    time.advance(passing);
    model.advance(passing.toNanos());
  }

  private void jump() {
    long most = random.nextBoolean() ? 3 : 86_400;
    time.jump(Duration.ofSeconds(Math.round((random.nextDouble() * 2 - 1) * most)));
  }

  private void compare() {
    assertThat(engine.channels().stream().map(id -> id.name()).sorted().toList())
        .as("channels")
        .isEqualTo(List.copyOf(model.channels.keySet()));
    assertThat(engine.usedBytes()).as("used bytes").isEqualTo(model.used());
    waiting.removeIf(this::isOver);
    reading.removeIf(this::isOver);
  }

  private boolean isOver(Waiting one) {
    Optional<Delivery> delivery = one.subscriber().delivery();
    String actual =
        one.subscriber().isWaiting()
            ? "waits"
            : delivery
                .map(ModelRun::text)
                .orElseGet(() -> one.subscriber().end().orElseThrow().name());
    assertThat(actual).as("subscriber of %s", one.name()).isEqualTo(one.expected().outcome);
    delivery.ifPresent(d -> received.add(new Received(one.name(), d.message())));
    return !actual.equals("waits");
  }

  private boolean isOver(Reading one) {
    assertThat(one.flow().deliveries().stream().map(ModelRun::text).toList())
        .as("flow of %s", one.name())
        .isEqualTo(one.expected().got);
    String end = one.flow().error().map(e -> "error").orElse("reads");
    assertThat(one.flow().isCompleted() ? "complete" : end).isEqualTo(one.expected().end);
    return !one.expected().end.equals("reads");
  }

  private static String text(Delivery delivery) {
    return delivery.message().body().utf8()
        + delivery.gapAfter().map(id -> " gap after " + id).orElse("");
  }

  private static String text(Optional<ChannelInfo> info) {
    return info.map(
            i ->
                i.messages()
                    + " "
                    + i.subscribers()
                    + " "
                    + i.sinceRequest().map(d -> Long.toString(d.toNanos())).orElse("never")
                    + " "
                    + i.age().toNanos())
        .orElse("none");
  }

  private Duration seconds(int... choices) {
    return Duration.ofSeconds(choices[random.nextInt(choices.length)]);
  }

  /** After all have left and all time is over, nothing is left. */
  private void finish() {
    if (random.nextInt(4) == 0) {
      checkDrain();
    }
    waiting.forEach(one -> one.subscription().cancel());
    reading.forEach(one -> one.flow().cancel());
    NAMES.forEach(name -> engine.channel(name).delete());
    time.advance(Duration.ofDays(1));
    assertThat(engine.channels()).isEmpty();
    assertThat(engine.usedBytes()).isZero();
    assertThat(time.pendingTimers()).isZero();
  }

  private void checkDrain() {
    engine.drain();

    for (Waiting one : waiting) {
      assertThat(one.subscriber().end()).hasValue(EndReason.DRAINING);
    }
    for (Reading one : reading) {
      assertThat(one.flow().isCompleted()).isTrue();
    }
    Channel channel = engine.channel(NAMES.get(0));
    assertThat(channel.publish(MessageDraft.text("late")).join())
        .isEqualTo(PublishResult.Refused.DRAINING);
    RecordingSubscriber late = new RecordingSubscriber();
    channel.subscribe(Cursor.newest(), SubscribePolicy.NO_TIMEOUT, late);
    assertThat(late.end()).hasValue(EndReason.DRAINING);
  }
}
