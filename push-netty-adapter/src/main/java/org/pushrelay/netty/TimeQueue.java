package org.pushrelay.netty;

import java.util.concurrent.atomic.AtomicInteger;
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
  private final AtomicInteger size = new AtomicInteger();
  private @Nullable TimedConnection first;
  private @Nullable TimedConnection last;

  /**
   * A queue.
   *
   * @param onFirst is run when a connection joins the empty queue
   * @param nanos how long connections may stay in it; {@link #FOREVER} is without end
   */
  TimeQueue(Runnable onFirst, long nanos) {
    this.onFirst = onFirst;
    this.nanos = nanos;
  }

  @Nullable TimedConnection first() {
    return first;
  }

  /** The number of connections in it. Safe from any thread. */
  int size() {
    return size.get();
  }

  /** Only the event loop writes, so no atomic step is needed. */
  private void resize(int by) {
    size.lazySet(size.getPlain() + by);
  }

  void add(TimedConnection connection) {
    resize(1);
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
    resize(-1);
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
