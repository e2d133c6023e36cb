package org.pushrelay.netty;

import org.jspecify.annotations.Nullable;

/**
 * Connections whose time is over after equally long, in the order in which it began: a doubly
 * linked list of the connections themselves. One event loop's own.
 */
final class TimeQueue {
  /** Has no end. */
  static final long FOREVER = Long.MAX_VALUE;

  private final Runnable onFirst;
  private final long nanos;
  private @Nullable TimedConnection first;
  private @Nullable TimedConnection last;

  /**
   * A queue.
   *
   * @param onFirst is run when one comes and nobody else is there
   * @param nanos how long connections may stay in it; {@link #FOREVER} is without end
   */
  TimeQueue(Runnable onFirst, long nanos) {
    this.onFirst = onFirst;
    this.nanos = nanos;
  }

  @Nullable TimedConnection first() {
    return first;
  }

  void add(TimedConnection connection) {
    connection.queue = this;
    connection.deadline = nanos == FOREVER ? FOREVER : System.nanoTime() + nanos;
    connection.earlier = last;
    connection.later = null;
    if (last == null) {
      first = connection;
      onFirst.run();
    } else {
      last.later = connection;
    }
    last = connection;
  }

  void remove(TimedConnection connection) {
    TimedConnection before = connection.earlier;
    TimedConnection behind = connection.later;
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
    connection.queue = null;
    connection.earlier = null;
    connection.later = null;
  }

  /** Tells those whose time is over. */
  void expire(long now) {
    for (TimedConnection oldest = first; oldest != null && oldest.deadline <= now; oldest = first) {
      remove(oldest);
      oldest.timeIsOver(this);
    }
  }
}
