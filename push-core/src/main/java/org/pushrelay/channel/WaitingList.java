package org.pushrelay.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.Loop;

/**
 * Those who wait at the end of one channel: a {@link Lane} for each loop on which they are told,
 * and in it the order in which they came. Joining and leaving cost the same however many wait, and
 * so does taking all: the channel goes on with a new list, and whoever took this one tells its
 * waiters after the lock.
 */
final class WaitingList {
  /** Nobody, taken. */
  static final WaitingList NOBODY = new WaitingList().take();

  /** As many lanes are looked through; of more than that, a table is kept. */
  private static final int FEW_LANES = 16;

  private final List<Lane> lanes = new ArrayList<>(1);
  private @Nullable Map<Loop, Lane> table;
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
    lane(loop).join(waiter);
    size++;
  }

  private Lane lane(Loop loop) {
    Lane known = table == null ? search(loop) : table.get(loop);
    if (known != null) {
      return known;
    }
    Lane lane = new Lane(this, loop);
    lanes.add(lane);
    if (table != null) {
      table.put(loop, lane);
    } else if (lanes.size() > FEW_LANES) {
      table = new HashMap<>();
      lanes.forEach(each -> table.put(each.loop, each));
    }
    return lane;
  }

  private @Nullable Lane search(Loop loop) {
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
    Lane lane = waiter.lane;
    if (lane == null || lane.list != this || taken) {
      return null;
    }
    lane.leave(waiter);
    size--;
    return lane.loop;
  }

  /** Nobody joins or leaves any more: all are the caller's to tell. */
  WaitingList take() {
    taken = true;
    return this;
  }

  /** Tells all, each on its loop; called once after {@link #take}, with no lock held. */
  void tell(Deadlines deadlines, Consumer<Waiter> word) {
    for (Lane lane : lanes) {
      lane.tell(deadlines, word);
    }
  }
}
