package org.pushrelay.channel;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.time.Cancellable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber waiting for one message, and its place in the {@link WaitingList}.
 *
 * <pre>
 *   waiting --- taken with its list (message, replaced, deleted, drained) --- told
 *           \-- leaves its list (timeout) ---------------------------------- told
 *            \- leaves its list (cancelled) -------------------------------- silent
 * </pre>
 *
 * Which of them it is, is decided under the channel's lock.
 */
final class Waiter implements Subscription {
  private static final Logger log = LoggerFactory.getLogger(Waiter.class);

  private final LiveChannel channel;
  private final Cursor cursor;
  private final Subscriber subscriber;
  private final Executor executor;
  private Cancellable timeout = Cancellable.NOTHING;

  /** The list it waits in; null after it left. Guarded by the channel's lock. */
  @Nullable WaitingList list;

  /**
   * Its neighbours. Guarded by the channel's lock while the list is not taken, then the taker's.
   */
  @Nullable Waiter previous;

  @Nullable Waiter next;

  Waiter(LiveChannel channel, Cursor cursor, Subscriber subscriber) {
    this.channel = channel;
    this.cursor = cursor;
    this.subscriber = subscriber;
    this.executor = requireNonNull(subscriber.executor(), "executor");
  }

  Executor executor() {
    return executor;
  }

  /**
   * Keeps the handle of the timer that was set for it; false if the wait is over, so that nobody
   * needs the timer. Under the channel's lock.
   */
  boolean keepTimeout(Cancellable timer) {
    boolean waiting = list != null && !list.isTaken();
    if (waiting) {
      timeout = timer;
    }
    return waiting;
  }

  @Override
  public void cancel() {
    if (channel.leave(this)) {
      timeout.cancel();
    }
  }

  void timeOut() {
    if (channel.leave(this)) {
      end(EndReason.TIMEOUT);
    }
  }

  /**
   * Called once, with the wait over and no lock held.
   *
   * @param whole the message for those who have missed none before it; all of them share it
   */
  void deliver(Delivery whole) {
    timeout.cancel();
    Message message = whole.message();
    try {
      subscriber.onMessage(message.leavesGapAfter(cursor) ? Delivery.of(message, cursor) : whole);
    } catch (RuntimeException | Error e) {
      log.warn("A subscriber of channel {} failed on message {}", channel.id(), message.id(), e);
    }
  }

  /** Called once, with the wait over and no lock held. */
  void end(EndReason reason) {
    timeout.cancel();
    end(subscriber, channel.id(), reason);
  }

  /** Tells a subscriber, who may fail, that it gets no message. */
  static void end(Subscriber subscriber, ChannelId channel, EndReason reason) {
    try {
      subscriber.onEnd(reason);
    } catch (RuntimeException | Error e) {
      log.warn("A subscriber of channel {} failed on its end, {}", channel, reason, e);
    }
  }
}
