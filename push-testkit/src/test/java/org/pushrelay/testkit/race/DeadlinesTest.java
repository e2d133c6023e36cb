package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingSubscriber;

/** What the timeouts of those who wait cost, and that each ends in its own time. */
class DeadlinesTest {
  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final List<Subscription> subscriptions = new ArrayList<>();

  @AfterEach
  void close() {
    engine.close();
  }

  private RecordingSubscriber subscribe(Duration timeout) {
    RecordingSubscriber subscriber = new RecordingSubscriber();
    subscriptions.add(
        engine
            .channel("a")
            .subscribe(
                Cursor.newest(), SubscribePolicy.builder().timeout(timeout).build(), subscriber));
    return subscriber;
  }

  private List<RecordingSubscriber> subscribe(int count, Duration timeout) {
    List<RecordingSubscriber> waiting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiting.add(subscribe(timeout));
    }
    return waiting;
  }

  @Test
  void manyWaitsNeedOneTimer() {
    List<RecordingSubscriber> waiting = subscribe(10_000, HALF_A_MINUTE);

    assertThat(time.pendingTimers()).isEqualTo(1);
    time.advance(HALF_A_MINUTE);
    assertThat(waiting).allMatch(one -> one.end().equals(Optional.of(EndReason.TIMEOUT)));
  }

  @Test
  void eachEndsInItsOwnTime() {
    RecordingSubscriber first = subscribe(HALF_A_MINUTE);
    time.advance(Duration.ofSeconds(10));
    RecordingSubscriber second = subscribe(HALF_A_MINUTE);
    RecordingSubscriber shorter = subscribe(Duration.ofSeconds(5));

    time.advance(Duration.ofSeconds(5));
    assertThat(shorter.end()).hasValue(EndReason.TIMEOUT);
    time.advance(Duration.ofSeconds(15).minusNanos(1));
    assertThat(first.end()).isEmpty();
    time.advance(Duration.ofNanos(1));
    assertThat(first.end()).hasValue(EndReason.TIMEOUT);
    time.advance(Duration.ofSeconds(10).minusNanos(1));
    assertThat(second.end()).isEmpty();
    time.advance(Duration.ofNanos(1));
    assertThat(second.end()).hasValue(EndReason.TIMEOUT);
  }

  @Test
  void whoLeavesEndsNobodyElsesTime() {
    List<RecordingSubscriber> waiting = subscribe(3, HALF_A_MINUTE);

    subscriptions.get(0).cancel();
    subscriptions.get(2).cancel();

    time.advance(HALF_A_MINUTE);
    assertThat(waiting.get(0).end()).isEmpty();
    assertThat(waiting.get(1).end()).hasValue(EndReason.TIMEOUT);
    assertThat(waiting.get(2).end()).isEmpty();
  }

  @Test
  void whatWasAnsweredLeavesNoTimerForLongerThanItsTimeout() {
    subscribe(1000, HALF_A_MINUTE);
    subscribe(1000, Duration.ofSeconds(20));
    engine.channel("a").publish(MessageDraft.text("m"));
    RecordingSubscriber later = subscribe(Duration.ofSeconds(40));

    engine.channel("a").delete();
    time.advance(Duration.ofSeconds(40));

    assertThat(later.end()).hasValue(EndReason.CHANNEL_DELETED);
    assertThat(time.pendingTimers()).isZero();
  }
}
