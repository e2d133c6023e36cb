package org.pushrelay.time;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Spreads times, so that clients which came together do not come back together. Safe from any
 * thread.
 */
public final class Jitter {
  /** Into how many steps a tenth of a time is divided. */
  private static final int STEPS = 16;

  private final IntUnaryOperator below;

  private Jitter(IntUnaryOperator below) {
    this.below = below;
  }

  /** Returns a jitter with another spread at each run. */
  public static Jitter random() {
    return new Jitter(bound -> ThreadLocalRandom.current().nextInt(bound));
  }

  /** Returns a jitter whose spread is equal for equal seeds. */
  public static Jitter seeded(long seed) {
    Random random = new Random(seed);
    return new Jitter(random::nextInt);
  }

  /** Returns times between nine tenths of the given one and all of it, evenly apart. */
  public static List<Duration> shorter(Duration time) {
    Duration step = time.dividedBy(10L * STEPS);
    return IntStream.range(0, STEPS).mapToObj(i -> time.minus(step.multipliedBy(i))).toList();
  }

  /** Returns one of several values, each as likely as the others. */
  public <T> T oneOf(List<T> values) {
    checkArgument(!values.isEmpty(), "values: none (expected: at least one)");
    return values.get(below.applyAsInt(values.size()));
  }

  /** Returns a whole number of seconds between 1 and the most, both included. */
  public int seconds(int most) {
    checkArgument(most >= 1, "most: %s (expected: >= 1)", most);
    return 1 + below.applyAsInt(most);
  }
}
