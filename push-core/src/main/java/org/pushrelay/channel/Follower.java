package org.pushrelay.channel;

import org.pushrelay.subscriber.EndReason;

/**
 * A subscriber that stays: it is told to look, and reads by its own cursor. Called with no lock
 * held.
 */
interface Follower {

  /** There may be something new. */
  void wake();

  /** There will be nothing more. */
  void end(EndReason reason);
}
