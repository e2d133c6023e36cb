package org.pushrelay.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.Loop;

/**
 * The waiters at the end of one channel: a {@link LoopWaiters} for each loop on which waiters are
 * notified, in the order in which they joined. Joining and leaving cost the same for any number of
 * waiters, and so does taking all: the channel continues with a new list, and the thread that took
 * this one notifies its waiters after the lock is released.
 */
final class WaitingList {
  /** An empty list that was taken. */
  static final WaitingList EMPTY = new WaitingList().take();

  /** The number of loops up to which a linear search is used; above it, a table is kept. */
  private static final int FEW_LANES = 16;

  private final List<LoopWaiters> lanes = new ArrayList<>(1);
  private @Nullable Map<Loop, LoopWaiters> table;
  private int size;
  private boolean taken;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * Adds a waiter.
   *
   * @param loop the loop on which the waiter is notified
   */
  void join(Waiter waiter, Loop loop) {
    loopWaiters(loop).join(waiter);
    size++;
  }

  private LoopWaiters loopWaiters(Loop loop) {
    LoopWaiters known = table == null ? search(loop) : table.get(loop);
    if (known != null) {
      return known;
    }
    LoopWaiters loopWaiters = new LoopWaiters(this, loop);
    lanes.add(loopWaiters);
    if (table != null) {
      table.put(loop, loopWaiters);
    } else if (lanes.size() > FEW_LANES) {
      table = new HashMap<>();
      lanes.forEach(each -> table.put(each.loop, each));
    }
    return loopWaiters;
  }

  private @Nullable LoopWaiters search(Loop loop) {
    for (int i = 0; i < lanes.size(); i++) {
      if (lanes.get(i).loop.equals(loop)) {
        return lanes.get(i);
      }
    }
    return null;
  }

  /**
   * Removes a waiter.
   *
   * @return the loop on which it would have been notified; null if it is not in the list any more,
   *     or if the list was taken
   */
  @Nullable Loop leave(Waiter waiter) {
    LoopWaiters loopWaiters = waiter.loopWaiters;
    if (loopWaiters == null || loopWaiters.list != this || taken) {
      return null;
    }
    loopWaiters.leave(waiter);
    size--;
    return loopWaiters.loop;
  }

  /**
   * Closes the list: no waiter joins or leaves any more, and the caller has to notify all of them.
   */
  WaitingList take() {
    taken = true;
    return this;
  }

  /** Notifies all waiters, each on its loop. Called once after {@link #take}, with no lock held. */
  void notifyWaiters(Deadlines deadlines, Consumer<Waiter> word) {
    for (LoopWaiters loopWaiters : lanes) {
      loopWaiters.notifyWaiters(deadlines, word);
    }
  }
}
