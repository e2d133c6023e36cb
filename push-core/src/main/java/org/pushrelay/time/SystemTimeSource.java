package org.pushrelay.time;

/** The clocks of the system. */
final class SystemTimeSource implements TimeSource {
  private final long start = System.nanoTime();

  @Override
  public long epochSecond() {
    return Math.floorDiv(System.currentTimeMillis(), 1000L);
  }

  @Override
  public long nanos() {
    return System.nanoTime() - start;
  }
}
