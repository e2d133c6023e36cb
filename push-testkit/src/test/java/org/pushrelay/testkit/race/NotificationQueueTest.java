package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;
import org.pushrelay.testkit.RecordingSubscriber;

/** Whoever waits is told, whatever the others do who are told with them. */
class NotificationQueueTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();

  @AfterEach
  void close() {
    engine.close();
  }

  private Channel channel(String name) {
    return engine.channel(name);
  }

  private static MessageDraft unkept(String text) {
    return MessageDraft.text(text).withPolicy(BufferPolicy.OFF);
  }

  /** A subscriber that does something with its message. */
  private abstract static class Reacting implements Subscriber {
    @Override
    public void onEnd(EndReason reason) {
      throw new AssertionError("ended: " + reason);
    }
  }

  @Nested
  class SubscribersThatPublish {
    private static final int LONG = 20_000;

    @Test
    void mayFormALongChainOfChannels() {
      AtomicInteger last = new AtomicInteger();
      for (int i = 0; i < LONG; i++) {
        int next = i + 1;
        channel("c" + i)
            .subscribe(
                Cursor.newest(),
                SubscribePolicy.NO_TIMEOUT,
                new Reacting() {
                  @Override
                  public void onMessage(Delivery delivery) {
                    last.set(next);
                    channel("c" + next).publish(unkept("on"));
                  }
                });
      }

      channel("c0").publish(unkept("go"));

      assertThat(last).hasValue(LONG);
    }

    @Test
    void mayWalkALongBufferFromWithinTheirCallback() {
      BufferPolicy all = BufferPolicy.builder().maxMessages(LONG).build();
      for (int i = 0; i < LONG; i++) {
        channel("a").publish(MessageDraft.text("m").withPolicy(all));
      }
      List<MessageId> read = new ArrayList<>();

      channel("a")
          .subscribe(
              Cursor.oldest(),
              SubscribePolicy.NO_TIMEOUT,
              new Reacting() {
                @Override
                public void onMessage(Delivery delivery) {
                  read.add(delivery.message().id());
                  channel("a")
                      .subscribe(
                          Cursor.after(delivery.message().id()), SubscribePolicy.NO_TIMEOUT, this);
                }
              });

      assertThat(read).hasSize(LONG).isSorted();
    }

    @Test
    void reachEachOtherInOneChannel() {
      int flows = 300;
      AtomicInteger received = new AtomicInteger();
      for (int i = 0; i < flows; i++) {
        channel("a").messages(Cursor.newest()).subscribe(new PublishingOnce(received));
      }

      channel("a").publish(unkept("first"));

      assertThat(received).hasValue(flows * (flows + 1));
    }

    /** Publishes once, on the first message it gets. */
    private final class PublishingOnce implements Flow.Subscriber<Delivery> {
      private final AtomicInteger received;
      private boolean published;

      PublishingOnce(AtomicInteger received) {
        this.received = received;
      }

      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(Delivery delivery) {
        received.incrementAndGet();
        if (!published) {
          published = true;
          channel("a").publish(unkept("another"));
        }
      }

      @Override
      public void onError(Throwable failure) {
        throw new AssertionError(failure);
      }

      @Override
      public void onComplete() {
        // the engine is closed after the test
      }
    }
  }

  @Nested
  class Executors {
    private List<RecordingSubscriber> twentyOn(Executor executor) {
      List<RecordingSubscriber> told = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        RecordingSubscriber recording = new RecordingSubscriber();
        told.add(recording);
        channel("a")
            .subscribe(Cursor.newest(), SubscribePolicy.NO_TIMEOUT, on(executor, recording));
      }
      return told;
    }

    private Subscriber on(Executor executor, Subscriber subscriber) {
      return new Subscriber() {
        @Override
        public void onMessage(Delivery delivery) {
          subscriber.onMessage(delivery);
        }

        @Override
        public void onEnd(EndReason reason) {
          subscriber.onEnd(reason);
        }

        @Override
        public Loop loop() {
          return executor == null ? null : Loop.of(executor);
        }
      };
    }

    @Test
    void subscribersOfLoopThatTakesNoTaskAreNotLost() {
      List<RecordingSubscriber> broken =
          twentyOn(
              task -> {
                throw new OutOfMemoryError("no more threads");
              });
      List<RecordingSubscriber> sound = twentyOn(Runnable::run);

      assertThat(channel("a").publish(unkept("hi"))).isCompleted();

      assertThat(broken).allSatisfy(told -> assertThat(told.text()).hasValue("hi"));
      assertThat(sound).allSatisfy(told -> assertThat(told.text()).hasValue("hi"));
    }

    @Test
    void thatRunATaskAndFailTellNobodyTwice() {
      List<RecordingSubscriber> told =
          twentyOn(
              task -> {
                task.run();
                throw new IllegalStateException("after it ran");
              });

      channel("a").publish(unkept("hi"));

      assertThat(told).allSatisfy(subscriber -> assertThat(subscriber.text()).hasValue("hi"));
    }

    @Test
    void thatAreNullAreRefusedWhereTheyAreNamed() {
      Subscriber nowhere = on(null, new RecordingSubscriber());

      assertThatThrownBy(
              () -> channel("a").subscribe(Cursor.newest(), SubscribePolicy.NO_TIMEOUT, nowhere))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("loop");
      assertThat(channel("a").info().join().orElseThrow().subscribers()).isZero();
    }
  }

  @Nested
  class Flows {
    @Test
    void getWhatTheyAskedForBeforeTheyEnd() {
      AtomicBoolean deleted = new AtomicBoolean();
      List<String> read = new ArrayList<>();
      AtomicBoolean completed = new AtomicBoolean();
      channel("a")
          .messages(Cursor.newest())
          .subscribe(
              new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(Delivery delivery) {
                  read.add(delivery.message().body().utf8());
                  if (deleted.compareAndSet(false, true)) {
                    channel("a").publish(MessageDraft.text("second"));
                    channel("a").delete();
                  }
                }

                @Override
                public void onError(Throwable failure) {
                  throw new AssertionError(failure);
                }

                @Override
                public void onComplete() {
                  completed.set(true);
                }
              });

      channel("a").publish(MessageDraft.text("first"));

      assertThat(read).containsExactly("first", "second");
      assertThat(completed).isTrue();
    }

    @Test
    void letGoOfWhatIsNotKeptAlsoBehindWhatIs() {
      RecordingFlow flow = RecordingFlow.patient();
      channel("a").messages(Cursor.newest()).subscribe(flow);
      channel("a").publish(MessageDraft.text("kept"));
      for (int i = 0; i < 5 * Channel.MAX_LAG_MESSAGES + 500; i++) {
        channel("a").publish(unkept("u" + i));
      }

      flow.request(Long.MAX_VALUE);

      List<Delivery> deliveries = flow.deliveries();
      assertThat(flow.texts()).startsWith("kept").hasSizeLessThan(2 * Channel.MAX_LAG_MESSAGES);
      assertThat(deliveries.get(0).gapAfter()).isEmpty();
      assertThat(deliveries.get(1).gapAfter()).hasValue(deliveries.get(0).message().id());
      assertThat(deliveries.subList(2, deliveries.size()))
          .allSatisfy(delivery -> assertThat(delivery.gapAfter()).isEmpty());
    }

    @Test
    void doNotKeepLargeMessagesForWhoDoesNotAsk() {
      RecordingFlow flow = RecordingFlow.patient();
      channel("a").messages(Cursor.newest()).subscribe(flow);
      String large = "x".repeat(100_000);
      for (int i = 0; i < 100; i++) {
        channel("a").publish(unkept(large));
      }

      flow.request(Long.MAX_VALUE);

      assertThat(flow.texts().stream().mapToLong(String::length).sum())
          .isLessThanOrEqualTo(2 * Channel.MAX_LAG_BYTES + large.length());
    }
  }
}
