package org.pushrelay.channel;

import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;

/**
 * A subscriber that stays: it is told to look, and reads by its own cursor. It is its own place
 * among those who follow the same channel on the same loop.
 */
abstract class ChannelFollower {
  /** Whom it is with; null while it follows nobody. Guarded by the channel's lock. */
  @Nullable LoopFollowers loopFollowers;

  /** Its place there; negative if it is in none. Guarded by the cohort. */
  int index;

  /** How it subscribes. */
  abstract String kind();

  /** Where it wants to be told. */
  abstract Loop loop();

  /** There may be something new. Called on the loop, with no lock held. */
  abstract void wake();

  /** There will be nothing more. Called on the loop, once, with no lock held. */
  abstract void end(EndReason reason);
}
