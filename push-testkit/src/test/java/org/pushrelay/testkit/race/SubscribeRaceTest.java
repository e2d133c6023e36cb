package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;
import org.pushrelay.testkit.RecordingSubscriber;

/** A subscriber waits while something else happens at the same moment, in real threads. */
class SubscribeRaceTest {
  private static final int ROUNDS = 2000;
  private static final MessageDraft KEPT = MessageDraft.text("m");
  private static final MessageDraft NOT_KEPT = KEPT.withPolicy(BufferPolicy.OFF);

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final Race race = new Race();

  @AfterEach
  void close() {
    race.close();
    engine.close();
  }

  private static boolean delivered(PublishResult result) {
    return result instanceof PublishResult.Accepted accepted && accepted.delivered();
  }

  @Test
  void aMessageThatIsKeptIsNeverMissed() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Channel channel = engine.channel("c" + round);
      RecordingSubscriber subscriber = new RecordingSubscriber();

      race.run(
          () -> channel.publish(KEPT).join(),
          () -> channel.subscribe(Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, subscriber));

      assertThat(subscriber.text()).hasValue("m");
    }
  }

  @Test
  void aPublisherIsToldOfASubscriberExactlyIfThatOneGetsTheMessage() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Channel channel = engine.channel("c" + round);
      RecordingSubscriber subscriber = new RecordingSubscriber();
      AtomicReference<PublishResult> result = new AtomicReference<>();

      race.run(
          () -> result.set(channel.publish(NOT_KEPT).join()),
          () -> channel.subscribe(Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, subscriber));

      assertThat(subscriber.delivery().isPresent()).isEqualTo(delivered(result.get()));
    }
  }

  @Test
  void aTimeoutAndAMessageNeverBothReachASubscriber() throws Exception {
    Duration wait = Duration.ofSeconds(1);
    for (int round = 0; round < ROUNDS; round++) {
      Channel channel = engine.channel("c" + round);
      RecordingSubscriber subscriber = new RecordingSubscriber();
      AtomicReference<PublishResult> result = new AtomicReference<>();
      channel.subscribe(
          Cursor.oldest(), SubscribePolicy.builder().timeout(wait).build(), subscriber);

      race.run(() -> result.set(channel.publish(NOT_KEPT).join()), () -> time.advance(wait));

      assertThat(subscriber.isWaiting()).isFalse();
      assertThat(subscriber.delivery().isPresent()).isEqualTo(delivered(result.get()));
    }
  }

  @Test
  void aSubscriberThatLeavesIsEitherServedOrNotToldOf() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Channel channel = engine.channel("c" + round);
      RecordingSubscriber subscriber = new RecordingSubscriber();
      AtomicReference<PublishResult> result = new AtomicReference<>();
      Subscription subscription =
          channel.subscribe(Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, subscriber);

      race.run(() -> result.set(channel.publish(NOT_KEPT).join()), subscription::cancel);

      assertThat(subscriber.delivery().isPresent()).isEqualTo(delivered(result.get()));
      assertThat(subscriber.end()).isEmpty();
    }
  }

  @Test
  void aDeletionReachesExactlyThoseItCounts() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Channel channel = engine.channel("c" + round);
      channel.create(Duration.ofHours(1)).join();
      RecordingSubscriber subscriber = new RecordingSubscriber();
      AtomicReference<ChannelInfo> before = new AtomicReference<>();

      race.run(
          () -> before.set(channel.delete().join().orElseThrow()),
          () -> channel.subscribe(Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, subscriber));

      // who comes after the deletion waits on the next channel of the name
      assertThat(subscriber.end().isPresent()).isEqualTo(before.get().subscribers() == 1);
      assertThat(channel.info().join().map(ChannelInfo::subscribers).orElse(0))
          .isEqualTo(1 - before.get().subscribers());
    }
  }

  @Test
  void aMessageThatRacesWithADeletionIsDeliveredToWhoeverWaits() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Channel channel = engine.channel("c" + round);
      RecordingSubscriber subscriber = new RecordingSubscriber();
      AtomicReference<PublishResult> result = new AtomicReference<>();
      channel.subscribe(Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, subscriber);

      race.run(() -> result.set(channel.publish(NOT_KEPT).join()), () -> channel.delete().join());

      assertThat(subscriber.delivery().isPresent()).isEqualTo(delivered(result.get()));
      assertThat(subscriber.end().isPresent()).isNotEqualTo(delivered(result.get()));
    }
  }

  @Test
  void ofAHundredWhoComeAtOnceTheFirstStays() throws Exception {
    for (int round = 0; round < 20; round++) {
      Channel channel = engine.channel("c" + round);
      List<RecordingSubscriber> subscribers = hundredAtOnce(channel, SubscriberConcurrency.FIRST);

      assertThat(subscribers.stream().filter(RecordingSubscriber::isWaiting)).hasSize(1);
      assertThat(subscribers.stream().filter(s -> s.end().equals(conflict()))).hasSize(99);
    }
  }

  private static Optional<EndReason> conflict() {
    return Optional.of(EndReason.CONFLICT);
  }

  @Test
  void ofAHundredWhoComeAtOnceTheLastStays() throws Exception {
    for (int round = 0; round < 20; round++) {
      Channel channel = engine.channel("c" + round);
      List<RecordingSubscriber> subscribers = hundredAtOnce(channel, SubscriberConcurrency.LAST);

      assertThat(subscribers.stream().filter(RecordingSubscriber::isWaiting)).hasSize(1);
      assertThat(
              subscribers.stream()
                  .filter(s -> s.end().filter(EndReason.REPLACED::equals).isPresent()))
          .hasSize(99);
    }
  }

  private List<RecordingSubscriber> hundredAtOnce(Channel channel, SubscriberConcurrency mode)
      throws Exception {
    SubscribePolicy policy = SubscribePolicy.NO_TIMEOUT.toBuilder().concurrency(mode).build();
    List<Callable<RecordingSubscriber>> tasks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tasks.add(
          () -> {
            RecordingSubscriber subscriber = new RecordingSubscriber();
            channel.subscribe(Cursor.oldest(), policy, subscriber);
            return subscriber;
          });
    }
    return race.run(tasks);
  }

  @Test
  void aDrainReachesEverybodyWhoWaitsOrCares() throws Exception {
    for (int round = 0; round < 300; round++) {
      ManualTime ownTime = new ManualTime();
      PushEngine draining = PushEngine.builder().time(ownTime, ownTime).build();
      Channel channel = draining.channel("c");
      RecordingSubscriber subscriber = new RecordingSubscriber();
      RecordingFlow flow = RecordingFlow.unbounded();

      race.run(
          draining::drain,
          () -> channel.subscribe(Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, subscriber),
          () -> channel.messages(Cursor.oldest()).subscribe(flow));

      assertThat(subscriber.end()).hasValue(EndReason.DRAINING);
      assertThat(flow.isCompleted()).isTrue();
    }
  }
}
