package org.pushrelay.channel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;

/**
 * The deadlines of waiting subscribers. Equal timeouts end in the order in which they began, so
 * there is a queue for each duration, and only the first entry of a queue needs a timer: beginning
 * and ending a wait cost the same for any number of waits, and touch no heap of timers. A timer
 * stays set when the entry that it was set for has left; when it fires, it looks up the current
 * first entry. So a queue sets one timer in each of its durations, however many waits begin and end
 * meanwhile.
 *
 * <p>Lock order: a {@link LiveChannel}, then this one, then the timers'. The channel of a waiter is
 * called after this lock is released.
 */
final class Deadlines {
  /** How many are taken out under one hold of the lock. */
  static final int BATCH = 256;

  private final Channels channels;

  @GuardedBy("this")
  private final Map<Duration, FixedTimeoutQueue> queues = new HashMap<>();

  Deadlines(Channels channels) {
    this.channels = channels;
  }

  /** A wait begins. */
  void add(TimerEntry waiter, Duration timeout) {
    if (timeout.equals(SubscribePolicy.FOREVER)) {
      return;
    }
    synchronized (this) {
      FixedTimeoutQueue queue = queues.computeIfAbsent(timeout, FixedTimeoutQueue::new);
      long deadline = channels.now() + queue.nanos;
      queue.add(waiter, deadline < 0 ? Long.MAX_VALUE : deadline);
      if (!queue.timed) {
        setTimer(queue, queue.nanos);
      }
    }
  }

  /** A wait is over before its time. */
  synchronized void forget(TimerEntry waiter) {
    if (waiter.queue != null) {
      waiter.queue.remove(waiter);
    }
  }

  /**
   * The waits of many are over, who are linked by {@link Waiter#next}.
   *
   * @return the first one behind those that were forgotten; null if that was all of them
   */
  synchronized @Nullable Waiter forgetSome(Waiter from) {
    Waiter waiter = from;
    for (int i = 0; i < BATCH && waiter != null; i++) {
      forget(waiter);
      waiter = waiter.next;
    }
    return waiter;
  }

  @GuardedBy("this")
  private void setTimer(FixedTimeoutQueue queue, long nanos) {
    queue.timed = true;
    channels.later(Duration.ofNanos(nanos), () -> expire(queue));
  }

  private void expire(FixedTimeoutQueue queue) {
    List<TimerEntry> expired = new ArrayList<>();
    do {
      expired.clear();
      takeExpired(queue, expired);
      expire(expired);
    } while (expired.size() == BATCH);
  }

  /** Takes out whose time is over, a batch at most, and looks again when the next one's is. */
  private synchronized void takeExpired(FixedTimeoutQueue queue, List<TimerEntry> expired) {
    long now = channels.now();
    TimerEntry first = queue.first();
    while (first != null && first.deadline <= now && expired.size() < BATCH) {
      queue.remove(first);
      expired.add(first);
      first = queue.first();
    }
    if (first == null) {
      queue.timed = false;
      queues.remove(queue.timeout);
    } else if (expired.size() < BATCH) {
      setTimer(queue, first.deadline - now);
    }
  }

  private void expire(List<TimerEntry> expired) {
    WaitingList timedOut = new WaitingList();
    for (TimerEntry waiter : expired) {
      waiter.timeIsOver(timedOut);
    }
    if (!timedOut.isEmpty()) {
      timedOut.take().notifyWaiters(this, waiter -> waiter.end(EndReason.TIMEOUT));
    }
  }
}
