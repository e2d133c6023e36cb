package org.pushrelay.channel;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls subscribers, and never from within a subscriber: one that publishes or subscribes while it
 * is told would otherwise call the next one, and that one the next, until the stack is full. What
 * comes up meanwhile waits until the thread's outermost call has ended.
 *
 * <p>Listeners are notified behind all subscribers that the thread has to tell, so that a slow
 * listener does not delay a delivery.
 */
final class NotificationTrampoline {
  private static final ThreadLocal<@Nullable NotificationTrampoline> current = new ThreadLocal<>();

  private final Queue<Runnable> subscribers = new ArrayDeque<>();

  /** Null until there is the first one: most relays have no listener. */
  private @Nullable Queue<Runnable> listeners;

  private NotificationTrampoline() {}

  /** Runs a task now, or right after what this thread is telling at the moment. */
  static void run(Runnable task) {
    NotificationTrampoline present = current.get();
    if (present != null) {
      present.subscribers.add(task);
      return;
    }
    NotificationTrampoline notificationTrampoline = new NotificationTrampoline();
    current.set(notificationTrampoline);
    try {
      task.run();
      notificationTrampoline.runPending();
    } finally {
      current.remove();
    }
  }

  /**
   * Does some work now. The subscribers that the work calls are told when it has ended, and the
   * listeners are notified after that.
   */
  static <T extends @Nullable Object> T collect(Supplier<T> work) {
    if (current.get() != null) {
      return work.get();
    }
    NotificationTrampoline notificationTrampoline = new NotificationTrampoline();
    current.set(notificationTrampoline);
    try {
      return work.get();
    } finally {
      try {
        notificationTrampoline.runPending();
      } finally {
        current.remove();
      }
    }
  }

  /** Notifies listeners now, or after all subscribers that this thread has to tell. */
  static void notifyListeners(Runnable notification) {
    NotificationTrampoline present = current.get();
    if (present == null) {
      notification.run();
      return;
    }
    if (present.listeners == null) {
      present.listeners = new ArrayDeque<>();
    }
    present.listeners.add(notification);
  }

  private void runPending() {
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private @Nullable Runnable next() {
    Runnable subscriber = subscribers.poll();
    return subscriber != null || listeners == null ? subscriber : listeners.poll();
  }
}
