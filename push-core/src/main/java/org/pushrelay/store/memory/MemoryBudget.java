package org.pushrelay.store.memory;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that messages and channels may take, and those they take. Safe from any thread. */
final class MemoryBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

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
