package org.pushrelay.channel;

import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.subscriber.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber waiting for one message, its place in the {@link WaitingList} and its place among
 * the {@link Deadlines}: all of it one object, since there may be a million of them.
 *
 * <pre>
 *   waiting --- taken with its list (message, replaced, deleted, drained) --- told
 *           \-- leaves its list (timeout) ---------------------------------- told
 *            \- leaves its list (cancelled) -------------------------------- silent
 * </pre>
 *
 * Which of them it is, is decided under the channel's lock.
 */
final class Waiter extends TimerEntry implements Subscription {
  private static final Logger log = LoggerFactory.getLogger(Waiter.class);

  private final LiveChannel channel;
  private final Cursor cursor;
  private final Subscriber subscriber;

  /** The lane it waits in; null after it left. Guarded by the channel's lock. */
  @Nullable LoopWaiters loopWaiters;

  /**
   * Its neighbours there. Guarded by the channel's lock while the list is not taken, then the
   * taker's.
   */
  @Nullable Waiter previous;

  @Nullable Waiter next;

  Waiter(LiveChannel channel, Cursor cursor, Subscriber subscriber) {
    this.channel = channel;
    this.cursor = cursor;
    this.subscriber = subscriber;
  }

  @Override
  void timeIsOver(WaitingList timedOut) {
    Loop loop = channel.leave(this);
    if (loop != null) {
      timedOut.join(this, loop);
    }
  }

  @Override
  public void cancel() {
    if (channel.leave(this) != null) {
      channel.deadlines().forget(this);
      channel.channels().listeners().left(channel.id(), subscriber.kind());
    }
  }

  /**
   * Called once, with the wait over and no lock held.
   *
   * @param whole the delivery for waiters that have missed no message before it; all of them share
   *     it
   */
  void deliver(Delivery whole) {
    Message message = whole.message();
    try {
      subscriber.onMessage(message.leavesGapAfter(cursor) ? Delivery.of(message, cursor) : whole);
    } catch (RuntimeException | Error e) {
      log.warn("A subscriber of channel {} failed on message {}", channel.id(), message.id(), e);
    }
    channel.channels().listeners().sent(channel.id(), subscriber.kind(), message.id());
    leaveTold();
  }

  /** Called once, with the wait over and no lock held. */
  void end(EndReason reason) {
    end(subscriber, channel.id(), channel.channels(), reason);
    leaveTold();
  }

  /** It has been told; if it had joined, it has left by that. */
  private void leaveTold() {
    if (loopWaiters != null) {
      channel.channels().listeners().left(channel.id(), subscriber.kind());
    }
  }

  /** Tells a subscriber, who may fail, that it gets no message. */
  static void end(Subscriber subscriber, ChannelId id, Channels channels, EndReason reason) {
    try {
      subscriber.onEnd(reason);
    } catch (RuntimeException | Error e) {
      log.warn("A subscriber of channel {} failed on its end, {}", id, reason, e);
    }
    channels.ended(id, subscriber.kind(), reason);
  }
}
