package org.pushrelay.time;

/** The only place that reads a clock. Safe from any thread. */
public interface TimeSource {

  /** The wall clock: seconds since 1970-01-01T00:00:00Z. It may jump, also backwards. */
  long epochSecond();

  /** Nanoseconds since this source was made, not negative. They never run backwards. */
  long nanos();

  /** The clocks of the system. */
  static TimeSource system() {
    return new SystemTimeSource();
  }
}
