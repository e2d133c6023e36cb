package org.pushrelay.channel;

import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.subscriber.EndReason;

/**
 * The subscribers to notify of an event of a channel, collected under its lock and notified after
 * it: the waiters, which are notified once, and the followers, which stay.
 */
final class PendingNotifications {
  private final Deadlines deadlines;
  private final WaitingList taken;
  private final LoopFollowers[] followers;

  /**
   * Creates the notifications of one event.
   *
   * @param deadlines the deadlines that the waiters may have
   * @param taken a list that was taken from its channel
   * @param followers an array that no code changes any more
   */
  PendingNotifications(Deadlines deadlines, WaitingList taken, LoopFollowers[] followers) {
    this.deadlines = deadlines;
    this.taken = taken;
    this.followers = followers;
  }

  boolean isEmpty() {
    return taken.isEmpty() && followers.length == 0;
  }

  /** Returns the number of waiters. */
  int waiting() {
    return taken.size();
  }

  void deliver(Message message) {
    if (isEmpty()) {
      return;
    }
    Delivery whole = Delivery.of(message);
    NotificationTrampoline.run(
        () -> {
          taken.notifyWaiters(deadlines, waiter -> waiter.deliver(whole));
          for (LoopFollowers loopFollowers : followers) {
            loopFollowers.wake();
          }
        });
  }

  void end(EndReason reason) {
    if (isEmpty()) {
      return;
    }
    NotificationTrampoline.run(
        () -> {
          taken.notifyWaiters(deadlines, waiter -> waiter.end(reason));
          for (LoopFollowers loopFollowers : followers) {
            loopFollowers.end(reason);
          }
        });
  }
}
