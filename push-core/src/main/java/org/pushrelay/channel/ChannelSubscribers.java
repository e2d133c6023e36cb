package org.pushrelay.channel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;

/**
 * The subscribers of one channel: the waiters for its next message and the followers, with the
 * rules that decide which subscribers may be there together. Guarded by the channel's lock; the
 * subscribers to notify are taken as {@link PendingNotifications}, and notified after the lock is
 * released.
 */
final class ChannelSubscribers {
  private static final LoopFollowers[] EMPTY = {};

  private final Deadlines deadlines;
  private WaitingList waiting = new WaitingList();

  /**
   * The followers, by loop. The array is replaced as a whole when a loop comes or goes, so that a
   * publisher can use it after the lock is released.
   */
  private LoopFollowers[] loops = EMPTY;

  private int followers;

  /**
   * Creates an empty set of subscribers.
   *
   * @param deadlines the deadlines that waiters may have
   */
  ChannelSubscribers(Deadlines deadlines) {
    this.deadlines = deadlines;
  }

  int waiting() {
    return waiting.size();
  }

  int following() {
    return followers;
  }

  int size() {
    return waiting.size() + followers;
  }

  /** Returns why one more subscriber may not join the present ones; null if it may. */
  @Nullable EndReason refusal(SubscribePolicy policy) {
    if (!policy.waits()) {
      return null;
    }
    int present = size();
    if (policy.maxSubscribers() > 0 && present >= policy.maxSubscribers()) {
      return EndReason.TOO_MANY_SUBSCRIBERS;
    }
    return present > 0 && policy.concurrency() == SubscriberConcurrency.FIRST
        ? EndReason.CONFLICT
        : null;
  }

  /**
   * Returns how many subscribers stay when one more is admitted: under {@link
   * SubscriberConcurrency#LAST} the new one replaces all others.
   */
  int staying(SubscribePolicy policy) {
    return replaces(policy) ? 0 : size();
  }

  /**
   * Removes and returns the subscribers that an admitted one replaces; null if it replaces none.
   */
  @Nullable PendingNotifications replaced(SubscribePolicy policy) {
    return replaces(policy) ? takeAll() : null;
  }

  private static boolean replaces(SubscribePolicy policy) {
    return policy.waits() && policy.concurrency() == SubscriberConcurrency.LAST;
  }

  void join(Waiter waiter, Loop loop) {
    waiting.join(waiter, loop);
  }

  /**
   * Removes a waiter.
   *
   * @return the loop on which it would have been notified; null if it was taken before
   */
  @Nullable Loop leave(Waiter waiter) {
    return waiting.leave(waiter);
  }

  void join(ChannelFollower channelFollower, Loop loop) {
    LoopFollowers loopFollowers = loopFollowers(loop);
    if (loopFollowers == null) {
      loopFollowers = new LoopFollowers(loop);
      loops = Arrays.copyOf(loops, loops.length + 1);
      loops[loops.length - 1] = loopFollowers;
    }
    loopFollowers.join(channelFollower);
    channelFollower.loopFollowers = loopFollowers;
    followers++;
  }

  private @Nullable LoopFollowers loopFollowers(Loop loop) {
    for (LoopFollowers each : loops) {
      if (each.loop.equals(loop)) {
        return each;
      }
    }
    return null;
  }

  /**
   * Removes a follower that leaves of its own accord. Returns false if it had left, or was notified
   * of the end.
   */
  boolean leave(ChannelFollower channelFollower) {
    LoopFollowers loopFollowers = channelFollower.loopFollowers;
    if (loopFollowers == null) {
      return false;
    }
    channelFollower.loopFollowers = null;
    boolean left = loopFollowers.leave(channelFollower);
    if (Arrays.asList(loops).contains(loopFollowers)) {
      followers--;
      dropIfEmpty(loopFollowers);
    }
    return left;
  }

  private void dropIfEmpty(LoopFollowers loopFollowers) {
    if (loopFollowers.isEmpty()) {
      loops =
          Arrays.stream(loops)
              .filter(each -> !each.equals(loopFollowers))
              .toArray(LoopFollowers[]::new);
    }
  }

  /**
   * Returns the subscribers to notify of a message: all waiters, which are removed, and all
   * followers, which stay.
   */
  PendingNotifications forMessage() {
    return new PendingNotifications(deadlines, takeWaiting(), loops);
  }

  /** Removes and returns all subscribers. */
  PendingNotifications takeAll() {
    PendingNotifications all = forMessage();
    loops = EMPTY;
    followers = 0;
    return all;
  }

  private WaitingList takeWaiting() {
    if (waiting.isEmpty()) {
      return WaitingList.EMPTY;
    }
    WaitingList taken = waiting;
    waiting = new WaitingList();
    return taken.take();
  }
}
