package org.pushrelay.time;

/** Runs tasks later. Safe from any thread. */
public interface Timers extends AutoCloseable {

  /**
   * Runs a task once, not before the delay has passed.
   *
   * @param nanos nanoseconds from now; 0 or less is as soon as possible, but never within this call
   * @param task must not block; what it throws is logged
   * @return the handle by which the task can be called off
   */
  Cancellable schedule(long nanos, Runnable task);

  /** Forgets all tasks and ends the threads that were started here. */
  @Override
  void close();

  /** Timers over one thread of their own. */
  static Timers threaded() {
    return new ExecutorTimers();
  }
}
