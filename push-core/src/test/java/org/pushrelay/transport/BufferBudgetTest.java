package org.pushrelay.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;

class BufferBudgetTest {
  private static final int SMALL = BufferBudget.SMALL_REQUEST;

  private final BufferBudget budget = BufferBudget.of(8L * SMALL);

  @Test
  void longRequestsLeaveAQuarterToSmallOnes() {
    assertThat(budget.open().resize(6L * SMALL)).isTrue();

    assertThat(budget.open().resize(SMALL + 1)).isFalse();
    assertThat(budget.open().resize(SMALL)).isTrue();
    assertThat(budget.open().resize(SMALL)).isTrue();
    assertThat(budget.open().resize(1)).isFalse();
    assertThat(budget.isSpent()).isTrue();
    assertThat(budget.refusals()).isEqualTo(2);
  }

  @Test
  void reservationThatDoesNotFitStaysAsItWas() {
    BufferBudget.Reservation reservation = budget.open();
    assertThat(reservation.resize(100)).isTrue();

    assertThat(reservation.resize(7L * SMALL)).isFalse();

    assertThat(budget.used()).isEqualTo(100);
  }

  @Test
  void closedReservationGivesAllBackOnceAndTakesNothingMore() {
    BufferBudget.Reservation reservation = budget.open();
    assertThat(reservation.resize(100)).isTrue();

    reservation.close();
    reservation.close();

    assertThat(budget.used()).isZero();
    assertThat(reservation.resize(1)).isFalse();
    assertThat(budget.used()).isZero();
  }

  @Test
  void bodyThatManyClientsHoldIsCountedOnce() {
    MessageBody body = MessageBody.wrap(new byte[100]);
    assertThat(budget.retain(body)).isTrue();
    assertThat(budget.retain(body)).isTrue();
    assertThat(budget.retain(MessageBody.wrap(new byte[100]))).isTrue();
    assertThat(budget.used()).isEqualTo(200);

    budget.release(body);
    assertThat(budget.used()).isEqualTo(200);
    budget.release(body);
    assertThat(budget.used()).isEqualTo(100);
  }

  @Test
  void bodyThatDoesNotFitIsNotHeld() {
    budget.charge(8L * SMALL - 99);

    assertThat(budget.retain(MessageBody.wrap(new byte[100]))).isFalse();

    assertThat(budget.used()).isEqualTo(8L * SMALL - 99);
  }

  @Test
  void concurrentReservationsNeverExceedTheLimitAndLeaveNothingBehind() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int thread = 0; thread < 4; thread++) {
      threads.execute(
          () -> {
            for (int round = 0; round < 20_000; round++) {
              BufferBudget.Reservation reservation = budget.open();
              boolean unused = reservation.resize(3L * SMALL);
              assertThat(budget.used()).isLessThanOrEqualTo(6L * SMALL);
              reservation.close();
            }
          });
    }
    threads.shutdown();

    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(budget.used()).isZero();
  }
}
