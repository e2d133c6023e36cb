package org.pushrelay.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The timer entries of one duration, which therefore end in the order in which they began. The
 * entries themselves form a doubly linked list. Guarded by the lock of its {@link Deadlines}.
 */
final class FixedTimeoutQueue {
  final Duration timeout;
  final long nanos;

  /** Whether a timer is set. It may have been set for an entry that has left since. */
  boolean timed;

  private @Nullable TimerEntry first;
  private @Nullable TimerEntry last;

  FixedTimeoutQueue(Duration timeout) {
    this.timeout = timeout;
    this.nanos = Channels.nanos(timeout);
  }

  @Nullable TimerEntry first() {
    return first;
  }

  void add(TimerEntry waiter, long deadline) {
    waiter.queue = this;
    waiter.deadline = deadline;
    waiter.earlier = last;
    if (last == null) {
      first = waiter;
    } else {
      last.later = waiter;
    }
    last = waiter;
  }

  void remove(TimerEntry waiter) {
    TimerEntry before = waiter.earlier;
    TimerEntry behind = waiter.later;
    if (before == null) {
      first = behind;
    } else {
      before.later = behind;
    }
    if (behind == null) {
      last = before;
    } else {
      behind.earlier = before;
    }
    waiter.queue = null;
    waiter.earlier = null;
    waiter.later = null;
  }
}
