package org.pushrelay.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.pushrelay.transport.ConnectionBudget.Admission;

class ConnectionBudgetTest {
  private static final int BYTES = 100;

  private final ConnectionBudget budget = ConnectionBudget.of(8 * BYTES);

  private void open(int connections) {
    for (int i = 0; i < connections; i++) {
      assertThat(budget.open(BYTES)).isEqualTo(Admission.ALL_REQUESTS);
    }
  }

  @Test
  void lastEighthIsForShortRequests() {
    open(7);

    assertThat(budget.open(BYTES)).isEqualTo(Admission.SHORT_REQUESTS);
    assertThat(budget.used()).isEqualTo(budget.limit());
  }

  @Test
  void connectionBeyondTheLimitIsRefusedAndNotCounted() {
    open(7);
    budget.open(BYTES);

    assertThat(budget.open(BYTES)).isEqualTo(Admission.REFUSED);
    assertThat(budget.used()).isEqualTo(8 * BYTES);
    assertThat(budget.refusals()).isEqualTo(1);
  }

  @Test
  void closedConnectionMakesRoom() {
    open(7);

    budget.close(BYTES);

    assertThat(budget.open(BYTES)).isEqualTo(Admission.ALL_REQUESTS);
  }

  @Test
  void budgetWithoutLimitAdmitsAllAndCountsNothing() {
    ConnectionBudget unlimited = ConnectionBudget.unlimited();

    assertThat(unlimited.open(Integer.MAX_VALUE)).isEqualTo(Admission.ALL_REQUESTS);
    assertThat(unlimited.used()).isZero();
  }

  @Test
  void limitHasToBePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionBudget.of(0))
        .withMessageContaining("bytes: 0");
  }
}
