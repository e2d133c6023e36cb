package org.pushrelay.benchmarks.parked;

import java.time.Duration;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;

/**
 * What the relay needs for a subscriber who waits, with a timeout: the live heap with very many of
 * them less the live heap without. All are the same object of ours, so that nothing counts but the
 * relay's own.
 */
final class ParkedMemory {
  /** Longer than the measurement, so that all are there when it ends. */
  private static final Duration TIMEOUT = Duration.ofHours(1);

  private static final SubscribePolicy POLICY = SubscribePolicy.builder().timeout(TIMEOUT).build();

  private ParkedMemory() {}

  /**
   * Measures it.
   *
   * @throws IllegalStateException if not all of them waited
   */
  static double bytesPerSubscriber(int count, CursorKind kind) {
    try (PushEngine engine = PushEngine.create()) {
      Channel channel = engine.channel("parked");
      MessageId last = publish(channel);
      // whatever is made for the first one only does not count
      channel.subscribe(kind.cursor(last), POLICY, NoSubscriber.INSTANCE);

      long before = Heap.liveBytes();
      for (int i = 0; i < count; i++) {
        channel.subscribe(kind.cursor(last), POLICY, NoSubscriber.INSTANCE);
      }
      long after = Heap.liveBytes();

      int parked = channel.info().join().orElseThrow().subscribers();
      if (parked != count + 1) {
        throw new IllegalStateException(parked + " wait (expected: " + (count + 1) + ")");
      }
      return (double) (after - before) / count;
    }
  }

  private static MessageId publish(Channel channel) {
    PublishResult result = channel.publish(MessageDraft.text("the last one")).join();
    if (result instanceof PublishResult.Accepted accepted) {
      return accepted.id();
    }
    throw new IllegalStateException("not published: " + result);
  }

  private enum NoSubscriber implements Subscriber {
    INSTANCE;

    @Override
    public void onMessage(Delivery delivery) {}

    @Override
    public void onEnd(EndReason reason) {}
  }
}
