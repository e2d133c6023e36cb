package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;

/** {@code Channel.messages} against the rules of Reactive Streams, whose numbers are named. */
class MessageFlowTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final Channel channel = engine.channel("a");

  private void publish(String... texts) {
    for (String text : texts) {
      channel.publish(MessageDraft.text(text)).join();
    }
  }

  private RecordingFlow subscribe(RecordingFlow flow) {
    channel.messages(Cursor.oldest()).subscribe(flow);
    return flow;
  }

  private int subscribers() {
    return channel.info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  @Test
  void rule11NoMoreIsSentThanWasAskedFor() {
    publish("m0", "m1", "m2");
    RecordingFlow flow = subscribe(RecordingFlow.patient());
    assertThat(flow.texts()).isEmpty();

    flow.request(1);
    assertThat(flow.texts()).containsExactly("m0");
    flow.request(1);
    flow.request(3);
    assertThat(flow.texts()).containsExactly("m0", "m1", "m2");

    publish("m3", "m4", "m5");
    assertThat(flow.texts()).containsExactly("m0", "m1", "m2", "m3", "m4");
  }

  @Test
  void rule19SubscribingGivesASubscriptionBeforeAnythingElse() {
    publish("m0");
    List<String> signals = new ArrayList<>();
    channel
        .messages(Cursor.oldest())
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
                channel.publish(MessageDraft.text("m1"));
                signals.add("subscribed");
              }

              @Override
              public void onNext(Delivery delivery) {
                signals.add(delivery.message().body().utf8());
              }

              @Override
              public void onError(Throwable failure) {
                signals.add("error");
              }

              @Override
              public void onComplete() {
                signals.add("complete");
              }
            });
    channel.delete();

    assertThat(signals).containsExactly("subscribed", "m0", "m1", "complete");
  }

  @Test
  void rule19NoSubscriberIsAMistakeOfTheCaller() {
    assertThatThrownBy(() -> channel.messages(Cursor.oldest()).subscribe(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void rule19WhereThereIsNoRoomTheSubscriberIsToldByAnError() {
    PushEngine small = PushEngine.builder().time(time, time).maxReservedMemory(1).build();
    RecordingFlow flow = RecordingFlow.unbounded();

    small.channel("a").messages(Cursor.oldest()).subscribe(flow);

    assertThat(flow.error()).isPresent();
  }

  @Test
  void rule111ManySubscribersEachGetAll() {
    publish("m0");
    List<RecordingFlow> flows =
        List.of(subscribe(RecordingFlow.unbounded()), subscribe(RecordingFlow.unbounded()));
    publish("m1");

    assertThat(flows).allSatisfy(flow -> assertThat(flow.texts()).containsExactly("m0", "m1"));
  }

  @Test
  void rule213ASubscriberThatThrowsIsDroppedAndHarmsNobodyElse() {
    RecordingFlow other = subscribe(RecordingFlow.unbounded());
    AtomicInteger calls = new AtomicInteger();
    channel.messages(Cursor.newest()).subscribe(new Throwing("next", calls));
    channel.messages(Cursor.newest()).subscribe(new Throwing("subscribe", calls));

    publish("m0", "m1");

    assertThat(other.texts()).containsExactly("m0", "m1");
    assertThat(calls).hasValue(1);
    assertThat(subscribers()).isEqualTo(1);
  }

  private record Throwing(String where, AtomicInteger calls) implements Flow.Subscriber<Delivery> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      if (where.equals("subscribe")) {
        throw new IllegalStateException("at subscribe");
      }
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Delivery delivery) {
      calls.incrementAndGet();
      throw new IllegalStateException("at next");
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  @Test
  void rule33AskingFromWithinDoesNotRecurse() {
    for (int i = 0; i < 50; i++) {
      channel.publish(
          MessageDraft.text("m" + i)
              .withPolicy(BufferPolicy.builder().maxMessages(20_000).build()));
    }
    AtomicInteger depth = new AtomicInteger();
    AtomicInteger deepest = new AtomicInteger();
    AtomicInteger read = new AtomicInteger();
    channel
        .messages(Cursor.oldest())
        .subscribe(
            new Flow.Subscriber<>() {
              private Flow.Subscription subscription;

              @Override
              public void onSubscribe(Flow.Subscription value) {
                subscription = value;
                value.request(1);
              }

              @Override
              public void onNext(Delivery delivery) {
                deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
                read.incrementAndGet();
                subscription.request(1);
                depth.decrementAndGet();
              }

              @Override
              public void onError(Throwable failure) {}

              @Override
              public void onComplete() {}
            });

    assertThat(read).hasValue(50);
    assertThat(deepest).hasValue(1);
  }

  @Test
  void rules35To37CancellingIsForGoodAndMayBeRepeated() {
    RecordingFlow flow = subscribe(RecordingFlow.unbounded());
    publish("m0");

    flow.cancel();
    flow.cancel();
    flow.request(1);
    flow.request(-1);
    publish("m1");
    channel.delete();

    assertThat(flow.texts()).containsExactly("m0");
    assertThat(flow.isCompleted()).isFalse();
    assertThat(flow.error()).isEmpty();
  }

  @Test
  void rule39AskingForNothingIsAnError() {
    for (long n : new long[] {0, -1, Long.MIN_VALUE}) {
      RecordingFlow flow = subscribe(RecordingFlow.patient());

      flow.request(n);

      assertThat(flow.error().orElseThrow()).isInstanceOf(IllegalArgumentException.class);
      assertThat(subscribers()).isZero();
    }
  }

  @Test
  void rule317DemandHasNoEndAboveTheLargestNumber() {
    RecordingFlow flow = subscribe(RecordingFlow.patient());
    flow.request(Long.MAX_VALUE);
    flow.request(Long.MAX_VALUE);
    flow.request(1);

    publish("m0", "m1", "m2");

    assertThat(flow.texts()).hasSize(3);
  }

  @Test
  void aFlowThatLagsTooFarSkipsWhatIsGivenUpAndIsToldSo() {
    RecordingFlow flow = subscribe(RecordingFlow.patient());
    for (int i = 0; i <= Channel.MAX_LAG_MESSAGES; i++) {
      publish("m" + i);
    }

    flow.request(Long.MAX_VALUE);

    // the default policy keeps ten
    assertThat(flow.texts()).hasSize(10).startsWith("m" + (Channel.MAX_LAG_MESSAGES - 9));
    assertThat(flow.deliveries().get(0).gapAfter()).isPresent();
    assertThat(flow.deliveries().get(1).gapAfter()).isEmpty();
  }

  @Test
  void aFlowWithinItsLagGetsAlsoWhatTheChannelHasGivenUp() {
    RecordingFlow flow = subscribe(RecordingFlow.patient());
    for (int i = 0; i < 1000; i++) {
      publish("m" + i);
    }

    flow.request(Long.MAX_VALUE);

    assertThat(flow.deliveries()).hasSize(1000);
    assertThat(flow.deliveries()).allSatisfy(d -> assertThat(d.gapAfter()).isEmpty());
  }

  @Test
  void publishingFromWithinAFlowKeepsTheOrder() {
    List<String> read = new ArrayList<>();
    channel
        .messages(Cursor.newest())
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(Delivery delivery) {
                String text = delivery.message().body().utf8();
                if (text.length() < 3) {
                  publish(text + "a");
                  publish(text + "b");
                }
                read.add(text);
              }

              @Override
              public void onError(Throwable failure) {}

              @Override
              public void onComplete() {}
            });

    publish("m");

    assertThat(read).containsExactly("m", "ma", "mb", "maa", "mab", "mba", "mbb");
  }

  @Test
  void aFlowIsCalledByOneThreadAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicInteger read = new AtomicInteger();
    channel
        .messages(Cursor.newest())
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(Delivery delivery) {
                overlaps.addAndGet(inside.getAndIncrement());
                read.incrementAndGet();
                inside.decrementAndGet();
              }

              @Override
              public void onError(Throwable failure) {}

              @Override
              public void onComplete() {}
            });
    try (Race race = new Race()) {
      // all is kept: else a flow whose thread has to wait for long may miss what is given up
      MessageDraft kept =
          MessageDraft.text("m").withPolicy(BufferPolicy.builder().maxMessages(4000).build());
      Runnable publishing =
          () -> {
            for (int i = 0; i < 2000; i++) {
              channel.publish(kept).join();
            }
          };
      race.run(publishing, publishing);
    }

    Eventually.until("all is read", () -> read.get() == 4000);
    assertThat(overlaps).hasValue(0);
  }

  @Test
  void theFlowEndsWhenTheChannelIsDeletedAndNotWhenItIsMerelyEmpty() {
    RecordingFlow flow = subscribe(RecordingFlow.unbounded());
    time.advance(Duration.ofDays(1));
    publish("m0");
    time.advance(Duration.ofDays(1));
    assertThat(flow.texts()).containsExactly("m0");
    assertThat(flow.isCompleted()).isFalse();

    channel.delete();

    assertThat(flow.isCompleted()).isTrue();
  }
}
