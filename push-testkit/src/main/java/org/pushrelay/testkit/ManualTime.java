package org.pushrelay.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.pushrelay.time.Cancellable;
import org.pushrelay.time.TimeSource;
import org.pushrelay.time.Timers;

/**
 * Clocks and timers that stand still until they are told to move. Tasks run in the thread that
 * moves the time, in the order in which they are due, and of those due at once in the order in
 * which they were scheduled. Reading and scheduling are safe from any thread; one thread at a time
 * moves the time.
 *
 * <pre>{@code
 * ManualTime time = new ManualTime();
 * PushEngine engine = PushEngine.builder().time(time, time).build();
 * time.advance(Duration.ofSeconds(30));
 * }</pre>
 */
public final class ManualTime implements TimeSource, Timers {
  /** What the wall clock shows at first. */
  public static final Instant START = Instant.parse("2026-11-23T01:30:00Z");

  @GuardedBy("this")
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();

  @GuardedBy("this")
  private long nanos;

  /** How far the wall clock has jumped away from the time that passed. */
  @GuardedBy("this")
  private long jumped;

  @GuardedBy("this")
  private long scheduled;

  @GuardedBy("this")
  private boolean closed;

  /** Time that stands at {@link #START}. */
  public ManualTime() {}

  private record Task(long due, long number, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byDue = Long.compare(due, other.due);
      return byDue != 0 ? byDue : Long.compare(number, other.number);
    }
  }

  /**
   * Lets time pass, and runs all that is due until then, also what is scheduled meanwhile. What a
   * task throws ends the call: the test should know.
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration: " + duration + " (expected: >= 0)");
    }
    long target = saturatedAdd(nanos(), TimeUnit.NANOSECONDS.convert(duration));
    while (true) {
      Task next = takeDue(target);
      if (next == null) {
        return;
      }
      next.work().run();
    }
  }

  /** The next task that is due by then, with the time moved to it; null, and all moved, if none. */
  private synchronized @Nullable Task takeDue(long target) {
    Task next = tasks.peek();
    if (next == null || next.due() > target) {
      nanos = Math.max(nanos, target);
      return null;
    }
    nanos = Math.max(nanos, next.due());
    return tasks.poll();
  }

  /** Sets the wall clock on, or back where the duration is negative; no time passes by that. */
  public synchronized void jump(Duration duration) {
    jumped += duration.toNanos();
  }

  /** How many tasks have been scheduled and neither run nor called off. */
  public synchronized int pendingTimers() {
    return tasks.size();
  }

  @Override
  public synchronized long epochSecond() {
    return START.getEpochSecond() + Math.floorDiv(nanos + jumped, 1_000_000_000L);
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  /** Runs the task in a later {@link #advance}, which may be one by {@link Duration#ZERO}. */
  @Override
  public synchronized Cancellable schedule(long delay, Runnable task) {
    if (closed) {
      return Cancellable.NOTHING;
    }
    Task scheduledTask = new Task(saturatedAdd(nanos, Math.max(0, delay)), scheduled++, task);
    tasks.add(scheduledTask);
    return () -> cancel(scheduledTask);
  }

  private synchronized void cancel(Task task) {
    tasks.remove(task);
  }

  @Override
  public synchronized void close() {
    closed = true;
    tasks.clear();
  }

  private static long saturatedAdd(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
