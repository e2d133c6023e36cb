package org.pushrelay.testkit.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelEvent;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;
import org.pushrelay.testkit.RecordingSubscriber;

/** A listener that blocks delays no subscriber, of any kind. */
class BlockedListenerTest {
  private final ManualTime time = new ManualTime();
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch blocked = new CountDownLatch(1);
  private volatile boolean blocks;
  private final PushEngine engine =
      PushEngine.builder().time(time, time).listener(this::onEvent).build();
  private final Channel channel = engine.channel("a");

  @AfterEach
  void close() {
    released.countDown();
    engine.close();
  }

  private void onEvent(ChannelEvent event) {
    if (!blocks) {
      return;
    }
    blocked.countDown();
    boolean interrupted = false;
    while (released.getCount() > 0) {
      try {
        released.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does something on a thread that the listener blocks, and checks what happens meanwhile. */
  private void whileBlocked(Runnable action, Runnable check) throws InterruptedException {
    blocks = true;
    Thread thread = new Thread(action, "blocked");
    thread.start();
    try {
      blocked.await();
      check.run();
    } finally {
      released.countDown();
      thread.join();
    }
  }

  private RecordingSubscriber waiter() {
    RecordingSubscriber subscriber = new RecordingSubscriber();
    channel.subscribe(Cursor.newest(), SubscribePolicy.NO_TIMEOUT, subscriber);
    return subscriber;
  }

  private InMemoryExchange stream() {
    InMemoryExchange exchange =
        InMemoryExchange.request("GET", "/sub?id=a").header("Accept", "text/event-stream").build();
    engine.subscriber(SubscriberConfig.DEFAULT).handle(exchange);
    return exchange;
  }

  @Test
  void messageReachesAllSubscribersWhileAListenerBlocks() throws InterruptedException {
    RecordingSubscriber first = waiter();
    RecordingSubscriber second = waiter();
    InMemoryExchange stream = stream();
    InMemoryExchange otherStream = stream();
    RecordingFlow flow = RecordingFlow.unbounded();
    channel.messages(Cursor.newest()).subscribe(flow);

    whileBlocked(
        () -> channel.publish(MessageDraft.text("m")),
        () -> {
          assertThat(first.text()).hasValue("m");
          assertThat(second.text()).hasValue("m");
          assertThat(flow.texts()).containsExactly("m");
          assertThat(stream.streamed().text()).contains("data: m");
          assertThat(otherStream.streamed().text()).contains("data: m");
        });
  }

  @Test
  void newChannelDeliversToItsFirstSubscriberWhileAListenerBlocks() throws InterruptedException {
    InMemoryExchange exchange =
        InMemoryExchange.request("GET", "/sub?id=a").header("Accept", "text/event-stream").build();

    whileBlocked(
        () -> engine.subscriber(SubscriberConfig.DEFAULT).handle(exchange),
        () -> assertThat(exchange.streamed().head().status()).isEqualTo(200));
  }

  @Test
  void keptMessagesReachASubscriberThatJoinsWhileAListenerBlocks() throws InterruptedException {
    channel.publish(MessageDraft.text("1"));
    channel.publish(MessageDraft.text("2"));
    RecordingFlow flow = RecordingFlow.unbounded();

    whileBlocked(
        () -> channel.messages(Cursor.oldest()).subscribe(flow),
        () -> assertThat(flow.texts()).containsExactly("1", "2"));
  }

  @Test
  void deletionEndsAllSubscribersWhileAListenerBlocks() throws InterruptedException {
    RecordingSubscriber first = waiter();
    RecordingSubscriber second = waiter();
    RecordingFlow flow = RecordingFlow.unbounded();
    channel.messages(Cursor.newest()).subscribe(flow);

    whileBlocked(
        channel::delete,
        () -> {
          assertThat(first.end()).isPresent();
          assertThat(second.end()).isPresent();
          assertThat(flow.isCompleted()).isTrue();
        });
  }
}
