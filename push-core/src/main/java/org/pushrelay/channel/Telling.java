package org.pushrelay.channel;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Calls subscribers, and never from within a subscriber: one that publishes or subscribes while it
 * is told would otherwise call the next one, and that one the next, until the stack is full. What
 * comes up meanwhile waits until the thread's outermost call has ended.
 */
final class Telling {
  private static final ThreadLocal<@Nullable Queue<Runnable>> pending = new ThreadLocal<>();

  private Telling() {}

  /** Runs a task now, or right after what this thread is telling at the moment. */
  static void run(Runnable task) {
    Queue<Runnable> queue = pending.get();
    if (queue != null) {
      queue.add(task);
      return;
    }
    queue = new ArrayDeque<>();
    pending.set(queue);
    try {
      for (Runnable next = task; next != null; next = queue.poll()) {
        next.run();
      }
    } finally {
      pending.remove();
    }
  }
}
