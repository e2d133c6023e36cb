package org.pushrelay.testkit.model;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** A long run of random operations, each response of which a naive model gives, too. */
class ModelTest {
  private static final int RUNS = 300;
  private static final int OPERATIONS = 400;

  @Test
  void theRelayDoesAsTheModelDoesForTheSameSeeds() {
    for (long seed = 0; seed < RUNS; seed++) {
      play(seed);
    }
  }

  @Test
  void theRelayDoesAsTheModelDoesForOtherSeeds() {
    long first = ThreadLocalRandom.current().nextLong();
    for (long seed = first; seed < first + RUNS / 10; seed++) {
      play(seed);
    }
  }

  private static void play(long seed) {
    try {
      new ModelRun(seed).play(OPERATIONS);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
