package org.pushrelay.channel;

import org.jspecify.annotations.Nullable;

/** Somebody whose time ends, and its place among the {@link Deadlines}. */
abstract class TimerEntry {
  /** The queue it has a deadline in; null if it has none. Guarded by the deadlines' lock. */
  @Nullable DeadlineQueue queue;

  /** Its neighbours there, and when its time is over. Guarded by the deadlines' lock. */
  @Nullable TimerEntry earlier;

  @Nullable TimerEntry later;
  long deadline;

  /**
   * The time is over. Called with no lock held.
   *
   * @param timedOut the waiters who have to be told so, on their loops
   */
  abstract void timeIsOver(WaitingList timedOut);
}
