package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.RecordingFlow;

/** Fifty publishers and two hundred subscribers on twenty channels, on the system's time. */
class ManyPublishersTest {
  private static final int CHANNELS = 20;
  private static final int PUBLISHERS = 50;
  private static final int SUBSCRIBERS = 200;
  private static final int MESSAGES_EACH = 40;

  /** Each publisher goes round the channels, so all channels get equally many. */
  private static final int PER_CHANNEL = PUBLISHERS * MESSAGES_EACH / CHANNELS;

  private static final BufferPolicy POLICY =
      BufferPolicy.builder().maxMessages(PER_CHANNEL).timeout(Duration.ZERO).build();

  private final PushEngine engine = PushEngine.create();
  private final Race race = new Race();

  @AfterEach
  void close() {
    race.close();
    engine.close();
  }

  private Channel channel(int number) {
    return engine.channel("c" + number % CHANNELS);
  }

  private void publishAll() throws Exception {
    List<Callable<Void>> publishers = new ArrayList<>();
    for (int p = 0; p < PUBLISHERS; p++) {
      int publisher = p;
      publishers.add(
          () -> {
            for (int m = 0; m < MESSAGES_EACH; m++) {
              MessageDraft draft = MessageDraft.text(publisher + ":" + m).withPolicy(POLICY);
              PublishResult result = channel(publisher + m).publish(draft).join();
              assertThat(result).isInstanceOf(PublishResult.Accepted.class);
            }
            return null;
          });
    }
    race.run(publishers);
  }

  /** All messages, each once, and those of one publisher in the order it sent them. */
  private static void check(List<Delivery> read) {
    assertThat(read).hasSize(PER_CHANNEL);
    assertThat(read).allSatisfy(delivery -> assertThat(delivery.gapAfter()).isEmpty());
    List<MessageId> ids = read.stream().map(delivery -> delivery.message().id()).toList();
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    int[] last = new int[PUBLISHERS];
    Arrays.fill(last, -1);
    for (Delivery delivery : read) {
      String[] text = delivery.message().body().utf8().split(":", -1);
      int publisher = Integer.parseInt(text[0]);
      int number = Integer.parseInt(text[1]);
      assertThat(number).as("of publisher %s", publisher).isGreaterThan(last[publisher]);
      last[publisher] = number;
    }
  }

  /** Asks for one message after the other, as a client that polls does. */
  private static final class Poller implements Subscriber {
    final List<Delivery> read = Collections.synchronizedList(new ArrayList<>());
    private final Channel channel;
    private final CountDownLatch done;

    Poller(Channel channel, CountDownLatch done) {
      this.channel = channel;
      this.done = done;
    }

    void poll(Cursor cursor) {
      channel.subscribe(cursor, SubscribePolicy.NO_TIMEOUT, this);
    }

    @Override
    public void onMessage(Delivery delivery) {
      read.add(delivery);
      if (read.size() == PER_CHANNEL) {
        done.countDown();
      } else {
        poll(Cursor.after(delivery.message().id()));
      }
    }

    @Override
    public void onEnd(EndReason reason) {
      throw new AssertionError("ended: " + reason);
    }
  }

  @Test
  void pollersGetAllMessagesOnceAndInOrder() throws Exception {
    CountDownLatch done = new CountDownLatch(SUBSCRIBERS);
    List<Poller> pollers = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      Poller poller = new Poller(channel(i), done);
      pollers.add(poller);
      poller.poll(Cursor.oldest());
    }

    publishAll();

    assertThat(done.await(3 * Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    pollers.forEach(poller -> check(poller.read));
  }

  @Test
  void flowsGetAllMessagesOnceAndInOrder() throws Exception {
    List<RecordingFlow> flows = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      RecordingFlow flow = i % 2 == 0 ? RecordingFlow.unbounded() : RecordingFlow.patient();
      channel(i).messages(Cursor.oldest()).subscribe(flow);
      flows.add(flow);
    }

    publishAll();

    for (RecordingFlow flow : flows) {
      while (!flow.requestsAll() && flow.deliveries().size() < PER_CHANNEL) {
        flow.request(7);
      }
      Eventually.until("all is read", () -> flow.deliveries().size() == PER_CHANNEL);
      check(flow.deliveries());
    }
  }
}
