package org.pushrelay.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do: until a condition holds, up to a deadline. */
public final class Eventually {
  /** Much longer than anything takes on a busy machine. */
  public static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final long PAUSE_NANOS = 500_000;

  private Eventually() {}

  /**
   * Waits until a condition holds.
   *
   * @param what said in the failure
   * @throws AssertionError if it does not by {@link #DEADLINE}
   */
  public static void until(String what, BooleanSupplier condition) {
    within(DEADLINE, what, condition);
  }

  /**
   * Waits until a condition holds.
   *
   * @param what said in the failure
   * @throws AssertionError if it does not within this time
   */
  public static void within(Duration limit, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
