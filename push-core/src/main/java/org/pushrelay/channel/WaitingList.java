package org.pushrelay.channel;

import java.util.IdentityHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait at the end of one channel, in the order they came. A doubly linked list of the
 * waiters themselves: joining and leaving cost the same however many there are, and so does taking
 * all: the channel goes on with a new list, and whoever took this one tells its waiters after the
 * lock.
 */
final class WaitingList {
  private static final Logger log = LoggerFactory.getLogger(WaitingList.class);

  /** Nobody, taken. */
  static final WaitingList NOBODY = new WaitingList().take();

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
    byExecutor().forEach((executor, chain) -> chain.tellOn(executor, word));
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

  /** Those who name the same executor. */
  private static final class Chain {
    private final AtomicBoolean begun = new AtomicBoolean();
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

    void tellOn(Executor executor, Consumer<Waiter> word) {
      try {
        executor.execute(() -> tellOnce(word));
      } catch (RuntimeException | Error e) {
        // it is shutting down, or has no thread left; its waiters have to hear it all the same
        log.debug("An executor does not take a task: its subscribers are told without it", e);
        tellOnce(word);
      }
    }

    private void tellOnce(Consumer<Waiter> word) {
      if (begun.compareAndSet(false, true)) {
        Telling.run(() -> WaitingList.tell(first, word));
      }
    }
  }
}
