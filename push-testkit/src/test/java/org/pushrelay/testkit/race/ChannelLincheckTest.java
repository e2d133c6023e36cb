package org.pushrelay.testkit.race;

import java.time.Duration;
import java.util.Optional;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingSubscriber;

/**
 * One channel under all interleavings of a few operations (Lincheck): each outcome has to be one
 * that the operations could also have had one after the other.
 */
class ChannelLincheckTest {
  @Test
  void operationsOnAChannelAreLinearizable() {
    new ModelCheckingOptions()
        .iterations(6)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .check(Operations.class);
  }

  /** The operations, and what can be seen of them. */
  public static class Operations {
    private final ManualTime time = new ManualTime();
    private final PushEngine engine = PushEngine.builder().time(time, time).build();
    private final Channel channel = engine.channel("a");
    private final Waiting first = new Waiting();
    private final Waiting second = new Waiting();

    private static final class Waiting {
      final RecordingSubscriber subscriber = new RecordingSubscriber();
      Subscription subscription = Subscription.ENDED;
      boolean used;
    }

    private String subscribe(Waiting waiting, SubscriberConcurrency concurrency) {
      synchronized (waiting) {
        if (waiting.used) {
          return "used";
        }
        waiting.used = true;
      }
      SubscribePolicy policy =
          SubscribePolicy.builder()
              .concurrency(concurrency)
              .timeout(Duration.ofSeconds(1))
              .channelTimeout(Duration.ofHours(1))
              .build();
      waiting.subscription = channel.subscribe(Cursor.oldest(), policy, waiting.subscriber);
      return "subscribed";
    }

    @Operation(runOnce = true)
    public String subscribeFirst() {
      return subscribe(first, SubscriberConcurrency.FIRST);
    }

    @Operation(runOnce = true)
    public String subscribeLast() {
      return subscribe(second, SubscriberConcurrency.LAST);
    }

    @Operation
    public String publish() {
      return result(BufferPolicy.builder().maxMessages(1).build());
    }

    @Operation
    public String publishWithoutKeeping() {
      return result(BufferPolicy.OFF);
    }

    private String result(BufferPolicy policy) {
      MessageDraft draft =
          MessageDraft.text("m")
              .withPolicy(policy.toBuilder().channelTimeout(Duration.ofHours(1)).build());
      PublishResult result = channel.publish(draft).join();
      return result instanceof PublishResult.Accepted accepted
          ? accepted.delivered() + " " + accepted.channel().messages()
          : result.toString();
    }

    @Operation
    public String delete() {
      return counts(channel.delete().join());
    }

    @Operation
    public String info() {
      return counts(channel.info().join());
    }

    private static String counts(Optional<ChannelInfo> info) {
      return info.map(i -> i.messages() + " " + i.subscribers()).orElse("none");
    }

    @Operation
    public void cancelFirst() {
      first.subscription.cancel();
    }

    /** Whoever waits at the moment waits no longer; at most one does. */
    @Operation(runOnce = true)
    public void timeOut() {
      time.advance(Duration.ofSeconds(1));
    }

    /** Nobody was told twice. */
    @Validate
    public void check() {
      first.subscriber.isWaiting();
      second.subscriber.isWaiting();
    }
  }
}
