package org.pushrelay.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.store.memory.MemoryChannelStore;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.time.Cancellable;
import org.pushrelay.time.TimeSource;
import org.pushrelay.time.Timers;

/** A waiter whose wait is over is kept by no queue of deadlines. */
class WaiterDeadlineTest {
  private static final SubscribePolicy HALF_A_MINUTE =
      SubscribePolicy.builder().timeout(Duration.ofSeconds(30)).build();

  private final TimeSource time = TimeSource.system();
  private final Channels channels =
      new Channels(new MemoryChannelStore(time, 1 << 20), time, new NoTimers());
  private final Channel channel = channels.channel(ChannelId.of("a"));

  /** Nothing here takes time. */
  private static final class NoTimers implements Timers {
    @Override
    public Cancellable schedule(long nanos, Runnable task) {
      return Cancellable.NOTHING;
    }

    @Override
    public void close() {}
  }

  private static final class Silent implements Subscriber {
    @Override
    public void onMessage(Delivery delivery) {}

    @Override
    public void onEnd(EndReason reason) {}
  }

  private Waiter park() {
    Waiter waiter = (Waiter) channel.subscribe(Cursor.newest(), HALF_A_MINUTE, new Silent());
    assertThat(waiter.queue).isNotNull();
    return waiter;
  }

  @Test
  void waiterThatLeavesLeavesItsDeadline() {
    Waiter staying = park();
    Waiter leaving = park();

    leaving.cancel();

    assertThat(leaving.queue).isNull();
    assertThat(staying.queue).isNotNull();
  }

  @Test
  void waiterThatIsToldLeavesItsDeadline() {
    Waiter first = park();
    Waiter second = park();

    channel.publish(MessageDraft.text("m")).join();

    assertThat(first.queue).isNull();
    assertThat(second.queue).isNull();
  }

  @Test
  void waiterThatIsSentAwayLeavesItsDeadline() {
    Waiter waiter = park();

    channel.delete().join();

    assertThat(waiter.queue).isNull();
  }
}
