package org.pushrelay.subscriber;

import java.util.concurrent.Executor;

/**
 * Where subscribers are told what they wait for: the event loop that their connection belongs to, a
 * pool of threads, or whatever thread brings the news. All who wait on a channel and name equal
 * loops are told in one task. Safe from any thread.
 */
@FunctionalInterface
public interface Loop {
  /** The thread that brings the news: the publisher's, or the timer's. */
  Loop CALLER = (subscribers, telling) -> telling.run();

  /**
   * Runs a task: at once, if this thread is the right one for it, or soon on the right one. Must
   * not block.
   *
   * @param subscribers how many the task tells, for loops that tell a few at once and hand many to
   *     other threads
   * @param telling does not throw
   */
  void execute(int subscribers, Runnable telling);

  /** Always a thread of this executor. */
  static Loop of(Executor executor) {
    return new ExecutorLoop(executor);
  }
}
