package org.pushrelay.channel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;

/**
 * Those who are at one channel: who wait for its next message, and who follow; and who may be there
 * beside whom. Guarded by the channel's lock; whom to tell something is taken along as an {@link
 * PendingNotifications}, and told after it.
 */
final class ChannelSubscribers {
  private static final LoopFollowers[] NOBODY = {};

  private final Deadlines deadlines;
  private WaitingList waiting = new WaitingList();

  /**
   * Those who follow, by loop. Replaced as a whole when a loop comes or goes, so that a publisher
   * can take it along as it is.
   */
  private LoopFollowers[] cohorts = NOBODY;

  private int followers;

  /**
   * Nobody yet.
   *
   * @param deadlines where those who wait may have deadlines
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

  /** Why one more may not stay with those who are here; null if it may. */
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

  /** How many stay when one more is let in: the last one takes the places of all others. */
  int staying(SubscribePolicy policy) {
    return replaces(policy) ? 0 : size();
  }

  /** Who has to go for one who was let in, and is not here any more; null if nobody has. */
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
   * A waiter stops waiting.
   *
   * @return where it would have been told; null if it was taken before
   */
  @Nullable Loop leave(Waiter waiter) {
    return waiting.leave(waiter);
  }

  void join(ChannelFollower channelFollower, Loop loop) {
    LoopFollowers loopFollowers = loopFollowers(loop);
    if (loopFollowers == null) {
      loopFollowers = new LoopFollowers(loop);
      cohorts = Arrays.copyOf(cohorts, cohorts.length + 1);
      cohorts[cohorts.length - 1] = loopFollowers;
    }
    loopFollowers.join(channelFollower);
    channelFollower.loopFollowers = loopFollowers;
    followers++;
  }

  private @Nullable LoopFollowers loopFollowers(Loop loop) {
    for (LoopFollowers each : cohorts) {
      if (each.loop.equals(loop)) {
        return each;
      }
    }
    return null;
  }

  /** A follower goes of its own accord. False if it had gone, or was told of the end. */
  boolean leave(ChannelFollower channelFollower) {
    LoopFollowers loopFollowers = channelFollower.loopFollowers;
    if (loopFollowers == null) {
      return false;
    }
    channelFollower.loopFollowers = null;
    boolean left = loopFollowers.leave(channelFollower);
    if (Arrays.asList(cohorts).contains(loopFollowers)) {
      followers--;
      dropIfEmpty(loopFollowers);
    }
    return left;
  }

  private void dropIfEmpty(LoopFollowers loopFollowers) {
    if (loopFollowers.isEmpty()) {
      cohorts =
          Arrays.stream(cohorts)
              .filter(each -> !each.equals(loopFollowers))
              .toArray(LoopFollowers[]::new);
    }
  }

  /** Who has to hear of a message: all who wait, who are not here any more, and all who follow. */
  PendingNotifications forMessage() {
    return new PendingNotifications(deadlines, takeWaiting(), cohorts);
  }

  /** All, who are not here any more. */
  PendingNotifications takeAll() {
    PendingNotifications all = forMessage();
    cohorts = NOBODY;
    followers = 0;
    return all;
  }

  private WaitingList takeWaiting() {
    if (waiting.isEmpty()) {
      return WaitingList.NOBODY;
    }
    WaitingList taken = waiting;
    waiting = new WaitingList();
    return taken.take();
  }
}
