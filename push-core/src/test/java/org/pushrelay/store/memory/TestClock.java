package org.pushrelay.store.memory;

import org.pushrelay.time.TimeSource;

/** Shows what the test wants. */
final class TestClock implements TimeSource {
  long second;
  long nanos;

  TestClock(long second) {
    this.second = second;
  }

  @Override
  public long epochSecond() {
    return second;
  }

  @Override
  public long nanos() {
    return nanos;
  }
}
