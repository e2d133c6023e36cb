package org.pushrelay.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.Loop;

/**
 * Those who wait at the end of one channel: a {@link LoopWaiters} for each loop on which they are
 * told, and in it the order in which they came. Joining and leaving cost the same however many
 * wait, and so does taking all: the channel goes on with a new list, and whoever took this one
 * tells its waiters after the lock.
 */
final class WaitingList {
  /** Nobody, taken. */
  static final WaitingList NOBODY = new WaitingList().take();

  /** As many lanes are looked through; of more than that, a table is kept. */
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
   * Somebody comes.
   *
   * @param loop where the waiter is told
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
   * Takes a waiter out.
   *
   * @return where it would have been told; null if it is not in any more, or if the list was taken
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

  /** Nobody joins or leaves any more: all are the caller's to tell. */
  WaitingList take() {
    taken = true;
    return this;
  }

  /** Tells all, each on its loop; called once after {@link #take}, with no lock held. */
  void notifyWaiters(Deadlines deadlines, Consumer<Waiter> word) {
    for (LoopWaiters loopWaiters : lanes) {
      loopWaiters.notifyWaiters(deadlines, word);
    }
  }
}
