package org.pushrelay.channel;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait at the end of one channel, in the order they came. A doubly linked list of the
 * waiters themselves: joining and leaving cost the same however many there are, and so does taking
 * all: the channel goes on with a new list, and whoever took this one tells its waiters after the
 * lock.
 */
final class WaitingList {
  /** So many are told in the publisher's own thread, whatever executor they name. */
  static final int TOLD_AT_ONCE = 8;

  private @Nullable Waiter first;
  private @Nullable Waiter last;
  private int size;
  private boolean taken;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean isTaken() {
    return taken;
  }

  void join(Waiter waiter) {
    waiter.list = this;
    waiter.previous = last;
    if (last == null) {
      first = waiter;
    } else {
      last.next = waiter;
    }
    last = waiter;
    size++;
  }

  /** Takes a waiter out; false if it is not in any more, or if the list was taken. */
  boolean leave(Waiter waiter) {
    if (waiter.list != this || taken) {
      return false;
    }
    Waiter before = waiter.previous;
    Waiter behind = waiter.next;
    if (before == null) {
      first = behind;
    } else {
      before.next = behind;
    }
    if (behind == null) {
      last = before;
    } else {
      behind.previous = before;
    }
    waiter.list = null;
    waiter.previous = null;
    waiter.next = null;
    size--;
    return true;
  }

  /** Nobody joins or leaves any more: all are the caller's to tell. */
  WaitingList take() {
    taken = true;
    return this;
  }

  /** Tells all, in the order they came; called once after {@link #take}, with no lock held. */
  void tell(Consumer<Waiter> word) {
    if (size <= TOLD_AT_ONCE) {
      tell(first, word);
      return;
    }
    for (Map.Entry<Executor, Chain> chain : byExecutor().entrySet()) {
      Waiter head = chain.getValue().first;
      try {
        chain.getKey().execute(() -> tell(head, word));
      } catch (RejectedExecutionException e) {
        // its executor is shutting down; the waiter has to hear it all the same
        tell(head, word);
      }
    }
  }

  private static void tell(@Nullable Waiter head, Consumer<Waiter> word) {
    for (Waiter waiter = head; waiter != null; ) {
      Waiter behind = waiter.next;
      // a waiter that is told may be kept by its exchange for long, and must not keep all others
      // with it
      waiter.next = null;
      waiter.previous = null;
      word.accept(waiter);
      waiter = behind;
    }
  }

  /** Relinks the waiters into one chain per executor. */
  private IdentityHashMap<Executor, Chain> byExecutor() {
    IdentityHashMap<Executor, Chain> chains = new IdentityHashMap<>();
    for (Waiter waiter = first; waiter != null; ) {
      Waiter behind = waiter.next;
      waiter.next = null;
      chains.computeIfAbsent(waiter.executor(), executor -> new Chain()).add(waiter);
      waiter = behind;
    }
    return chains;
  }

  private static final class Chain {
    private @Nullable Waiter first;
    private @Nullable Waiter last;

    void add(Waiter waiter) {
      if (last == null) {
        first = waiter;
      } else {
        last.next = waiter;
      }
      last = waiter;
    }
  }
}
