package org.pushrelay.channel;

import org.jspecify.annotations.Nullable;

/** An object with a deadline, and its links in the queue of the {@link Deadlines}. */
abstract class TimerEntry {
  /** The queue it has a deadline in; null if it has none. Guarded by the deadlines' lock. */
  @Nullable FixedTimeoutQueue queue;

  /** Its neighbours there, and when its time is over. Guarded by the deadlines' lock. */
  @Nullable TimerEntry earlier;

  @Nullable TimerEntry later;
  long deadline;

  /**
   * Called when the deadline has passed, with no lock held.
   *
   * @param timedOut the list of waiters to notify of it, on their loops
   */
  abstract void timeIsOver(WaitingList timedOut);
}
