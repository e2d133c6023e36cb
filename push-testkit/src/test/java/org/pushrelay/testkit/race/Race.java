package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.pushrelay.testkit.Eventually;

/** Runs tasks in threads of their own, all let go at the same moment. */
final class Race implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Runs the tasks; what they return, in their order. */
  <T> List<T> run(List<Callable<T>> tasks) throws Exception {
    CyclicBarrier start = new CyclicBarrier(tasks.size());
    List<Future<T>> running = new ArrayList<>();
    for (Callable<T> task : tasks) {
      running.add(
          threads.submit(
              () -> {
                start.await();
                return task.call();
              }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> one : running) {
      results.add(one.get(3 * Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
    }
    return results;
  }

  /** Runs tasks against each other. */
  void run(Runnable... tasks) throws Exception {
    List<Callable<Object>> calls = new ArrayList<>();
    for (Runnable task : tasks) {
      calls.add(Executors.callable(task));
    }
    run(calls);
  }

  /**
   * Says how often what a race is about has occurred. A race in which it never has shows nothing,
   * and counts as skipped.
   *
   * @param what the order of steps that is looked for
   */
  static void occurred(String what, long times, long of) {
    System.out.println(what + ": " + times + " of " + of);
    assumeThat(times).as(what).isPositive();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
