package org.pushrelay.time;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Timers over one scheduler thread. */
final class ExecutorTimers implements Timers {
  private static final Logger log = LoggerFactory.getLogger(ExecutorTimers.class);

  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, ExecutorTimers::daemon);

  ExecutorTimers() {
    scheduler.setRemoveOnCancelPolicy(true);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "push-timers");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Cancellable schedule(long nanos, Runnable task) {
    try {
      Future<?> future = scheduler.schedule(() -> run(task), nanos, NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      // closed: nothing is delayed any more
      return Cancellable.NOTHING;
    }
  }

  /**
   * Runs a task and logs its failure. A failing task must not end the others, and a future that no
   * code reads would hide the failure.
   */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("A delayed task failed", e);
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
