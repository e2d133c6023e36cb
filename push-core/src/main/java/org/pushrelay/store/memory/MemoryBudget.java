package org.pushrelay.store.memory;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that messages and channels may take, and those they take. Safe from any thread. */
final class MemoryBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /** How many of them are for channels that subscribers have asked for. */
  private final AtomicLong forSubscribers = new AtomicLong();

  MemoryBudget(long limit) {
    checkArgument(limit >= 0, "limit: %s (expected: >= 0)", limit);
    this.limit = limit;
  }

  /**
   * Gives up some bytes for others in one step; false, and nothing changed, if there is not enough
   * room.
   */
  boolean exchange(long freed, long taken) {
    long difference = taken - freed;
    if (difference <= 0) {
      used.addAndGet(difference);
      return true;
    }
    while (true) {
      long before = used.get();
      if (difference > limit - before) {
        return false;
      }
      if (used.compareAndSet(before, before + difference)) {
        return true;
      }
    }
  }

  boolean take(long bytes) {
    return exchange(0, bytes);
  }

  /**
   * Takes bytes for a channel that a subscriber has asked for. All of those together take no more
   * than half of the limit, so that the other half is there for publishers.
   */
  boolean takeForSubscriber(long bytes) {
    if (forSubscribers.addAndGet(bytes) <= limit / 2 && take(bytes)) {
      return true;
    }
    forSubscribers.addAndGet(-bytes);
    return false;
  }

  /** Bytes that were taken for a subscriber are a publisher's from now on, or are about to go. */
  void leaveShare(long bytes) {
    forSubscribers.addAndGet(-bytes);
  }

  void free(long bytes) {
    used.addAndGet(-bytes);
  }

  long limit() {
    return limit;
  }

  long used() {
    return used.get();
  }
}
