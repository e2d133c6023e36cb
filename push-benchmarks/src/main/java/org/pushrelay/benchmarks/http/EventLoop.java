package org.pushrelay.benchmarks.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One selector and the thread that calls {@link #runUntil}: all connections and tasks run in it, so
 * that code that is called from here needs no lock.
 */
public final class EventLoop implements AutoCloseable {
  private static final int INPUT_BYTES = 256 << 10;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A selector waits whole milliseconds; what is shorter is waited for in naps. */
  private static final long NAP_NANOS = 50_000;

  private final Selector selector;
  private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES);
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due));

  /** Tasks are ordered by their distance from here, since nanoTime itself may overflow. */
  private final long origin = System.nanoTime();

  private record Task(long due, Runnable work) {}

  /** A loop without connections. */
  public EventLoop() throws IOException {
    selector = Selector.open();
  }

  /** Opens a connection for a peer, who is told when it is there. */
  public HttpConnection open(SocketAddress address, HttpPeer peer) throws IOException {
    return HttpConnection.open(address, peer, selector);
  }

  /** Runs a task once, at a time of {@link System#nanoTime}. */
  public void at(long nanos, Runnable work) {
    tasks.add(new Task(nanos - origin, work));
  }

  /** Runs a task once, this much later. */
  public void after(Duration delay, Runnable work) {
    at(System.nanoTime() + delay.toNanos(), work);
  }

  /**
   * Serves connections and tasks until a condition holds.
   *
   * @return false if it does not within the limit
   */
  public boolean runUntil(BooleanSupplier done, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!done.getAsBoolean()) {
      long now = System.nanoTime();
      if (now - deadline >= 0) {
        return false;
      }
      runTasks(now);
      select(Math.min(deadline - now, untilNextTask(now)));
    }
    return true;
  }

  /** Serves connections and tasks for a time. */
  public void runFor(Duration time) throws IOException {
    runUntil(() -> false, time);
  }

  /** Those only that are due now: one that comes back at once must not keep the connections out. */
  private void runTasks(long now) {
    Queue<Runnable> due = new ArrayDeque<>();
    while (untilNextTask(now) <= 0) {
      due.add(tasks.remove().work());
    }
    due.forEach(Runnable::run);
  }

  private long untilNextTask(long now) {
    Task next = tasks.peek();
    return next == null ? Long.MAX_VALUE : origin + next.due() - now;
  }

  private void select(long nanos) throws IOException {
    if (nanos >= NANOS_PER_MILLI) {
      selector.select(key -> ready(key.attachment()), nanos / NANOS_PER_MILLI);
      return;
    }
    int served = selector.selectNow(key -> ready(key.attachment()));
    if (served == 0 && nanos > 0) {
      LockSupport.parkNanos(Math.min(nanos, NAP_NANOS));
    }
  }

  private void ready(Object connection) {
    ((HttpConnection) connection).ready(input);
  }

  /** Closes the selector; the code that opened a connection closes it. */
  @Override
  public void close() throws IOException {
    selector.close();
  }
}
