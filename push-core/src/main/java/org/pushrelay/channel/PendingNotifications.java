package org.pushrelay.channel;

import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.subscriber.EndReason;

/**
 * Those who have to hear something from a channel, collected under its lock and told after it: the
 * waiting, who are told once, and the followers, who stay.
 */
final class PendingNotifications {
  private final Deadlines deadlines;
  private final WaitingList taken;
  private final LoopFollowers[] followers;

  /**
   * An audience.
   *
   * @param deadlines where the waiting may have deadlines
   * @param taken a list that was taken from its channel
   * @param followers not changed any more by anybody
   */
  PendingNotifications(Deadlines deadlines, WaitingList taken, LoopFollowers[] followers) {
    this.deadlines = deadlines;
    this.taken = taken;
    this.followers = followers;
  }

  boolean isEmpty() {
    return taken.isEmpty() && followers.length == 0;
  }

  /** How many are told once. */
  int waiting() {
    return taken.size();
  }

  void deliver(Message message) {
    if (isEmpty()) {
      return;
    }
    Delivery whole = Delivery.of(message);
    NotificationQueue.run(
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
    NotificationQueue.run(
        () -> {
          taken.notifyWaiters(deadlines, waiter -> waiter.end(reason));
          for (LoopFollowers loopFollowers : followers) {
            loopFollowers.end(reason);
          }
        });
  }
}
