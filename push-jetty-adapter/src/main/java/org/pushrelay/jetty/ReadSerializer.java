package org.pushrelay.jetty;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.AbstractConnection;
import org.jspecify.annotations.Nullable;

/**
 * Counts the threads that read from one connection, so that Jetty does not read its HTTP/1.1
 * requests in two threads at once. Jetty answers a malformed request in a thread of its own, and
 * goes on with the connection from there, while the thread that found the error is still reading:
 * both then fill and release the same pooled buffer, which may serve another client by then. Going
 * on is put off here until the other threads have left. Safe from any thread.
 */
final class ReadSerializer {
  /** Set beside the number of threads while going on is put off. */
  private static final int PUT_OFF = 1 << 30;

  private final AtomicInteger inside = new AtomicInteger();

  /** Written before the mark is set, and read after the mark is cleared. */
  private volatile @Nullable Runnable later;

  /** Whether a thread reads from the connection. */
  boolean isReading() {
    return inside.get() != 0;
  }

  /** Called before a thread reads from the connection. */
  void enter() {
    inside.incrementAndGet();
  }

  /** Called after a thread has read from the connection; the last one runs what was put off. */
  void leave() {
    if (inside.decrementAndGet() == PUT_OFF && inside.compareAndSet(PUT_OFF, 0)) {
      Runnable task = later;
      later = null;
      if (task != null) {
        task.run();
      }
    }
  }

  /**
   * Has a connection read on in another thread, as soon as no thread reads from it.
   *
   * @param threads where it reads on
   */
  void resumeReading(AbstractConnection connection, Executor threads) {
    if (!isReading() || !putOff(() -> afterOthers(connection, threads))) {
      threads.execute(
          () -> {
            enter();
            try {
              ((Runnable) connection).run();
            } finally {
              leave();
            }
          });
    }
  }

  private void afterOthers(AbstractConnection connection, Executor threads) {
    // the thread that has left may wait for the client itself
    if (connection.isFillInterested()) {
      return;
    }
    try {
      resumeReading(connection, threads);
    } catch (RejectedExecutionException e) {
      connection.getEndPoint().close(e);
    }
  }

  /**
   * Puts a task off; one at a time, since a connection goes on once for each request.
   *
   * @return false if no thread reads any more
   */
  private boolean putOff(Runnable task) {
    later = task;
    int now = inside.get();
    while (now != 0 && !inside.compareAndSet(now, now | PUT_OFF)) {
      now = inside.get();
    }
    return now != 0;
  }
}
