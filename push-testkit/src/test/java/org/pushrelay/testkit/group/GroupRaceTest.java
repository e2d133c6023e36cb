package org.pushrelay.testkit.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.GroupInfo;
import org.pushrelay.channel.GroupLimits;
import org.pushrelay.channel.Statistics;
import org.pushrelay.channel.StorageUsage;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;
import org.pushrelay.testkit.RecordingSubscriber;

/** Counters stay exact, and limits hold, whatever happens at the same moment. */
class GroupRaceTest {
  private static final int THREADS = 4;
  private static final int STEPS = 4000;
  private static final int CHANNELS = 6;
  private static final GroupLimits LIMITS =
      GroupLimits.builder()
          .maxChannels(4)
          .maxSubscribers(12)
          .maxMessages(9)
          .maxMemory(3000)
          .maxDisk(0)
          .build();

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void close() {
    threads.shutdownNow();
    engine.close();
  }

  private Channel channel(int number) {
    return engine.channel(new ChannelId("g", "c" + number));
  }

  private GroupInfo info() {
    return engine.groups().info("g").orElseThrow();
  }

  @Test
  void countersAreExactWhateverHappensTogether() throws Exception {
    engine.groups().count("g", LIMITS);

    together(this::act);

    checkAgainstTheChannels();
    engine.groups().delete("g").join();
    assertThat(info()).isEqualTo(new GroupInfo(0, 0, StorageUsage.NOTHING, LIMITS));
    Statistics statistics = engine.statistics();
    assertThat(statistics.channels()).isZero();
    assertThat(statistics.messages()).isZero();
    assertThat(statistics.subscribers()).isZero();
  }

  @Test
  void aGroupMayBeCountedWhileItIsInUse() throws Exception {
    together(
        (random, step) -> {
          act(random, step);
          if (step == STEPS / 2) {
            engine.groups().count("g", GroupLimits.NONE);
          }
        });

    checkAgainstTheChannels();
    engine.groups().delete("g").join();
    assertThat(info()).isEqualTo(new GroupInfo(0, 0, StorageUsage.NOTHING, GroupLimits.NONE));
  }

  @Test
  void groupsThatComeAndGoAreCountedAll() throws Exception {
    engine.groups().countAll(LIMITS);

    together(this::act);

    checkAgainstTheChannels();
    engine.groups().delete("g").join();
    assertThat(info()).isEqualTo(new GroupInfo(0, 0, StorageUsage.NOTHING, LIMITS));
  }

  private void checkAgainstTheChannels() {
    long channels = 0;
    long messages = 0;
    long subscribers = 0;
    for (ChannelId id : engine.channels()) {
      ChannelInfo channel = engine.channel(id).info().join().orElseThrow();
      channels++;
      messages += channel.messages();
      subscribers += channel.subscribers();
    }
    assertThat(info().channels()).isEqualTo(channels);
    assertThat(info().subscribers()).isEqualTo(subscribers);
    assertThat(info().stored().messages()).isEqualTo(messages);
    Statistics statistics = engine.statistics();
    assertThat(statistics.channels()).isEqualTo(channels);
    assertThat(statistics.messages()).isEqualTo(messages);
    assertThat(statistics.subscribers()).isEqualTo(subscribers);
  }

  private void act(Random random, int step) {
    Channel channel = channel(random.nextInt(CHANNELS));
    switch (random.nextInt(8)) {
      case 0, 1 ->
          channel.publish(
              MessageDraft.text("m".repeat(random.nextInt(200)))
                  .withPolicy(BufferPolicy.builder().maxMessages(random.nextInt(4)).build()));
      case 2 -> channel.delete();
      case 3 -> {
        RecordingFlow flow = RecordingFlow.unbounded();
        channel.messages(Cursor.newest()).subscribe(flow);
        if (random.nextBoolean()) {
          flow.cancel();
        }
      }
      case 4 -> channel.create(Duration.ofSeconds(60));
      default -> {
        SubscriberConcurrency concurrency = SubscriberConcurrency.values()[random.nextInt(3)];
        Subscription subscription =
            channel.subscribe(
                random.nextBoolean() ? Cursor.newest() : Cursor.oldest(),
                SubscribePolicy.NO_TIMEOUT.toBuilder().concurrency(concurrency).build(),
                new RecordingSubscriber());
        if (random.nextBoolean()) {
          subscription.cancel();
        }
      }
    }
    GroupInfo now = engine.groups().info("g").orElse(null);
    if (now != null && now.limits().equals(LIMITS)) {
      assertThat(now.channels()).isBetween(0L, LIMITS.maxChannels());
      assertThat(now.subscribers()).isBetween(0L, LIMITS.maxSubscribers());
      assertThat(now.stored().messages()).isBetween(0L, LIMITS.maxMessages());
      assertThat(now.stored().memory()).isBetween(0L, LIMITS.maxMemory());
    }
  }

  private interface Work {
    void step(Random random, int step);
  }

  private void together(Work work)
      throws InterruptedException, ExecutionException, TimeoutException {
    CountDownLatch start = new CountDownLatch(THREADS);
    List<Future<?>> running = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      Random random = new Random(thread);
      running.add(
          threads.submit(
              () -> {
                start.countDown();
                start.await();
                for (int step = 0; step < STEPS; step++) {
                  work.step(random, step);
                }
                return null;
              }));
    }
    for (Future<?> one : running) {
      one.get(60, TimeUnit.SECONDS);
    }
  }
}
