package org.pushrelay.store.memory;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageId;
import org.pushrelay.time.TimeSource;

/**
 * Hands out ids that never go back. One second, shared by all channels, follows the wall clock but
 * never decreases; it is pushed on where the tags of a second run out. Safe from any thread.
 */
final class MessageIdSequence {
  private final TimeSource time;
  private final int maxTag;
  private final AtomicLong second;

  MessageIdSequence(TimeSource time, int maxTag) {
    this.time = time;
    this.maxTag = maxTag;
    // The ids of an earlier run are unknown. One that was started in an earlier second, and has
    // ended, was never in the
    // second that comes next.
    this.second = new AtomicLong(time.epochSecond() + 1);
  }

  /** An id that no message stamped before this run can have reached. */
  MessageId beforeFirst() {
    return new MessageId(second.get() - 1, Integer.MAX_VALUE);
  }

  /**
   * The next id of a channel.
   *
   * @param last the last one that the channel was given; null if it had none
   */
  MessageId next(@Nullable MessageId last) {
    long now = atLeast(time.epochSecond());
    if (last == null || last.time() < now) {
      return new MessageId(now, 0);
    }
    if (last.tag() < maxTag) {
      return new MessageId(last.time(), last.tag() + 1);
    }
    return new MessageId(atLeast(last.time() + 1), 0);
  }

  /** Whether ids of a second may have been given out; the clock is read only if it seems not. */
  boolean hasReached(long wanted) {
    return wanted <= second.get() || wanted <= time.epochSecond();
  }

  /** Goes on to a second, if it has not come so far; the second it stands at. */
  long atLeast(long newSecond) {
    return second.accumulateAndGet(newSecond, Math::max);
  }
}
