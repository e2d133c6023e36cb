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
 * Those who follow one channel on the same loop. Joining and leaving cost the same however many
 * there are, and waking them copies no more than a few at a time.
 *
 * <p>They are walked from the last to the first, a few under each hold of the lock. Who leaves
 * meanwhile is replaced by the last one, which was woken before; who joins meanwhile has read the
 * log after the news was in it. So nobody is passed over, and to be woken twice does no harm.
 *
 * <p>Lock order: the channel's, then this one.
 */
final class LoopFollowers {
  private static final Logger log = LoggerFactory.getLogger(LoopFollowers.class);
  private static final int BATCH = 64;

  /** The place of one who is in no cohort. */
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

  /** False if it had left, or if it was taken to be told of the end. */
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

  /**
   * Tells all that there is something new. All that is new before the walk begins is told by one
   * walk.
   */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      execute(
          () -> {
            woken.set(false);
            wakeAll();
          });
    }
  }

  /** Tells all that there will be nothing more. Nobody joins any more, but some may still leave. */
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

  /** Takes the last few out: they are the caller's to tell, and cannot leave any more. */
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
            NotificationQueue.run(walk);
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
