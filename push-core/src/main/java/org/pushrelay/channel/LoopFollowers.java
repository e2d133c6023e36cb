package org.pushrelay.channel;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The followers of one channel on the same loop. Joining and leaving cost the same for any number
 * of followers, and waking them copies no more than a few at a time.
 *
 * <p>A walk goes from the last to the first, a few under each hold of the lock. The last follower,
 * which was woken before, replaces a follower that leaves meanwhile; a follower that joins
 * meanwhile has read the log after the news was in it. So the walk skips no follower, and a second
 * wake-up does no harm.
 *
 * <p>Lock order: the channel's, then this one.
 */
final class LoopFollowers {
  private static final Logger log = LoggerFactory.getLogger(LoopFollowers.class);
  private static final int BATCH = 64;

  /** The index of a follower that is in no list. */
  private static final int NOWHERE = -1;

  final Loop loop;
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Filled up to {@link #size}. */
  @GuardedBy("this")
  private @Nullable ChannelFollower[] members = new ChannelFollower[2];

  @GuardedBy("this")
  private int size;

  LoopFollowers(Loop loop) {
    this.loop = loop;
  }

  synchronized boolean isEmpty() {
    return size == 0;
  }

  private synchronized int size() {
    return size;
  }

  synchronized void join(ChannelFollower channelFollower) {
    if (size == members.length) {
      members = Arrays.copyOf(members, 2 * size);
    }
    channelFollower.index = size;
    members[size] = channelFollower;
    size++;
  }

  /**
   * Removes a follower. Returns false if it had left, or if it was taken to be notified of the end.
   */
  synchronized boolean leave(ChannelFollower channelFollower) {
    if (channelFollower.index == NOWHERE) {
      return false;
    }
    size--;
    ChannelFollower last = members[size];
    members[size] = null;
    if (last != null && last != channelFollower) {
      members[channelFollower.index] = last;
      last.index = channelFollower.index;
    }
    channelFollower.index = NOWHERE;
    return true;
  }

  /** Wakes all followers. One walk covers all news that precedes its begin. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      execute(
          () -> {
            woken.set(false);
            wakeAll();
          });
    }
  }

  /**
   * Notifies all followers that nothing more follows. No follower joins any more, but some may
   * still leave.
   */
  void end(EndReason reason) {
    execute(
        () -> {
          for (ChannelFollower[] taken = takeSome(); taken.length > 0; taken = takeSome()) {
            for (ChannelFollower channelFollower : taken) {
              channelFollower.end(reason);
            }
          }
        });
  }

  /**
   * Removes the last few followers. The caller has to notify them, and they cannot leave any more.
   */
  private synchronized ChannelFollower[] takeSome() {
    ChannelFollower[] taken = new ChannelFollower[Math.min(size, BATCH)];
    for (int i = 0; i < taken.length; i++) {
      size--;
      taken[i] = requireNonNull(members[size], "a member within the size");
      taken[i].index = NOWHERE;
      members[size] = null;
    }
    return taken;
  }

  private void execute(Runnable walk) {
    AtomicBoolean begun = new AtomicBoolean();
    Runnable once =
        () -> {
          if (begun.compareAndSet(false, true)) {
            NotificationTrampoline.run(walk);
          }
        };
    try {
      loop.execute(size(), once);
    } catch (RuntimeException | Error e) {
      // it is shutting down, or has no thread left; its followers have to hear it all the same
      log.debug("A loop does not take a task: its subscribers are told without it", e);
      once.run();
    }
  }

  private void wakeAll() {
    int place = size();
    while (place > 0) {
      Batch batch = before(place);
      for (ChannelFollower channelFollower : batch.followers) {
        if (channelFollower != null) {
          channelFollower.wake();
        }
      }
      place = batch.from;
    }
  }

  /** A few of those in front of a place. */
  private synchronized Batch before(int place) {
    int end = Math.min(place, size);
    int from = Math.max(0, end - BATCH);
    return new Batch(Arrays.copyOfRange(members, from, end), from);
  }

  /** Some who follow, and the place of the first of them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Batch(@Nullable ChannelFollower[] followers, int from) {}
}
