package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapWatchTest {
  private static final int MORE = HeapWatch.LOOKS_TO_END + 5;

  private long nanos;
  private long collectionMillis;
  private double used = 0.5;
  private final HeapWatch watch = new HeapWatch(() -> nanos, () -> collectionMillis, () -> used);

  /** Looks again, one second later. */
  private boolean isExhaustedAfter(long millisOfCollection) {
    nanos += 1_000_000_000;
    collectionMillis += millisOfCollection;
    return watch.isExhausted();
  }

  @Test
  void fullHeapThatIsCollectedAllTheTimeIsExhaustedAfterSeveralLooks() {
    used = 0.99;
    for (int look = 1; look < HeapWatch.LOOKS_TO_END; look++) {
      assertThat(isExhaustedAfter(950)).isFalse();
    }

    assertThat(isExhaustedAfter(950)).isTrue();
  }

  @Test
  void heapThatRecoversInBetweenIsNotExhausted() {
    used = 0.99;
    for (int look = 0; look < MORE; look++) {
      assertThat(isExhaustedAfter(look % 5 == 0 ? 100 : 950)).isFalse();
    }
  }

  @Test
  void busyCollectorWithRoomInTheHeapIsNotExhaustion() {
    for (int look = 0; look < MORE; look++) {
      assertThat(isExhaustedAfter(950)).isFalse();
    }
  }

  @Test
  void fullHeapWithoutCollectionsIsNotExhaustion() {
    used = 0.99;
    for (int look = 0; look < MORE; look++) {
      assertThat(isExhaustedAfter(10)).isFalse();
    }
  }

  @Test
  void heapOfThisProcessIsNotExhausted() {
    assertThat(HeapWatch.ofThisProcess().isExhausted()).isFalse();
  }
}
