package org.pushrelay.channel;

import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;

/**
 * A streaming subscriber of one channel: it is woken, and then reads by its own cursor. It is its
 * own entry among the followers of the same channel on the same loop.
 */
abstract class ChannelFollower {
  /**
   * The followers that it belongs to; null while it follows no channel. Guarded by the channel's
   * lock.
   */
  @Nullable LoopFollowers loopFollowers;

  /** Its index there; negative if it is in none. Guarded by the lock of {@link LoopFollowers}. */
  int index;

  /** Returns how it subscribes. */
  abstract String kind();

  /** Returns the loop on which it is notified. */
  abstract Loop loop();

  /** Called on the loop when there may be something new, with no lock held. */
  abstract void wake();

  /** Called on the loop when nothing more follows, once, with no lock held. */
  abstract void end(EndReason reason);
}
