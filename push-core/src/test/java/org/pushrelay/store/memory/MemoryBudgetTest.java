package org.pushrelay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(100);

  @Test
  void givesUpToTheLimitAndNoMore() {
    assertThat(budget.take(60)).isTrue();
    assertThat(budget.take(41)).isFalse();
    assertThat(budget.used()).isEqualTo(60);
    assertThat(budget.take(40)).isTrue();

    budget.free(100);

    assertThat(budget.used()).isZero();
  }

  @Test
  void whatIsGivenBackCountsForWhatIsTaken() {
    assertThat(budget.take(90)).isTrue();

    assertThat(budget.exchange(50, 60)).isTrue();
    assertThat(budget.used()).isEqualTo(100);
    assertThat(budget.exchange(50, 51)).isFalse();
    assertThat(budget.exchange(50, 20)).isTrue();
    assertThat(budget.used()).isEqualTo(70);
  }

  @Test
  void doesNotOverflow() {
    MemoryBudget unlimited = new MemoryBudget(Long.MAX_VALUE);

    assertThat(unlimited.take(Long.MAX_VALUE)).isTrue();
    assertThat(unlimited.take(1)).isFalse();
    assertThat(budget.take(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void isExactUnderManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int i = 0; i < 4; i++) {
      threads.execute(
          () -> {
            for (int round = 0; round < 20_000; round++) {
              if (budget.take(30)) {
                assertThat(budget.used()).isLessThanOrEqualTo(100);
                budget.free(30);
              }
            }
          });
    }
    threads.shutdown();

    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(budget.used()).isZero();
  }
}
