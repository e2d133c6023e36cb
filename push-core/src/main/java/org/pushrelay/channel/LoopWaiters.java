package org.pushrelay.channel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.Loop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those of a {@link WaitingList} who are told on the same loop, in the order they came: a doubly
 * linked list of the waiters themselves. Guarded by the channel's lock until its list is taken,
 * then the taker's.
 */
final class LoopWaiters {
  private static final Logger log = LoggerFactory.getLogger(LoopWaiters.class);

  final WaitingList list;
  final Loop loop;
  private @Nullable Waiter first;
  private @Nullable Waiter last;
  private int size;

  LoopWaiters(WaitingList list, Loop loop) {
    this.list = list;
    this.loop = loop;
  }

  void join(Waiter waiter) {
    waiter.loopWaiters = this;
    waiter.previous = last;
    if (last == null) {
      first = waiter;
    } else {
      last.next = waiter;
    }
    last = waiter;
    size++;
  }

  void leave(Waiter waiter) {
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
    waiter.loopWaiters = null;
    waiter.previous = null;
    waiter.next = null;
    size--;
  }

  /** Notifies all waiters on their loop. Called once, with no lock held. */
  void notifyWaiters(Deadlines deadlines, Consumer<Waiter> word) {
    if (size == 0) {
      return;
    }
    Round round = new Round(deadlines, word);
    try {
      loop.execute(size, round);
    } catch (RuntimeException | Error e) {
      // it is shutting down, or has no thread left; its waiters must be notified all the same
      log.debug("A loop does not take a task: its subscribers are told without it", e);
      round.run();
    }
  }

  private void notifyNow(Deadlines deadlines, Consumer<Waiter> word) {
    Waiter timed = first;
    for (Waiter waiter = first; waiter != null; ) {
      if (waiter == timed) {
        timed = deadlines.forgetSome(waiter);
      }
      Waiter behind = waiter.next;
      // the exchange of a notified waiter may keep it for long, and that must not keep all others
      // with it
      waiter.next = null;
      waiter.previous = null;
      word.accept(waiter);
      waiter = behind;
    }
  }

  /** Notifies the waiters of the loop once, by the first thread that runs it. */
  private final class Round implements Runnable {
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Deadlines deadlines;
    private final Consumer<Waiter> word;

    Round(Deadlines deadlines, Consumer<Waiter> word) {
      this.deadlines = deadlines;
      this.word = word;
    }

    @Override
    public void run() {
      if (begun.compareAndSet(false, true)) {
        NotificationTrampoline.run(() -> notifyNow(deadlines, word));
      }
    }
  }
}
