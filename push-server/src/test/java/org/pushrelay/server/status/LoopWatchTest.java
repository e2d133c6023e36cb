package org.pushrelay.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
  private static final Executor TURNS = Runnable::run;
  private static final Executor STUCK = task -> {};
  private static final Executor ENDED =
      task -> {
        throw new RejectedExecutionException();
      };

  private final LoopWatch watch = new LoopWatch();

  private void look(Executor loop, int rounds) {
    for (int i = 0; i < rounds; i++) {
      assertThat(watch.check(Map.of("loop", loop))).isEmpty();
    }
  }

  @Test
  void nothingIsSaidOfLoopsThatTurn() {
    look(TURNS, 200);

    assertThat(watch.complaint()).isEmpty();
  }

  @Test
  void loopThatHasEndedIsTheEnd() {
    look(TURNS, 3);

    assertThat(watch.check(Map.of("loop", ENDED))).contains("loop has ended");
  }

  @Test
  void loopThatDoesNotTurnIsComplainedOfAndAfterAMinuteIsTheEnd() {
    look(STUCK, LoopWatch.ROUNDS_TO_COMPLAIN + 1);
    assertThat(watch.complaint()).isEmpty();
    look(STUCK, LoopWatch.ROUNDS_TO_END - LoopWatch.ROUNDS_TO_COMPLAIN);
    assertThat(watch.complaint()).contains("loop has not turned for 60 seconds");

    assertThat(watch.check(Map.of("loop", STUCK))).contains("loop has not turned for 61 seconds");
  }

  @Test
  void loopThatTurnsAgainIsComplainedOfNoMore() {
    Runnable[] task = new Runnable[1];
    Executor slow = given -> task[0] = given;
    look(slow, LoopWatch.ROUNDS_TO_COMPLAIN + 2);
    assertThat(watch.complaint()).isPresent();

    task[0].run();
    look(slow, 1);

    assertThat(watch.complaint()).isEmpty();
  }

  @Test
  void loopThatIsGoneIsForgotten() {
    look(STUCK, LoopWatch.ROUNDS_TO_COMPLAIN + 2);

    assertThat(watch.check(Map.of("other", TURNS))).isEmpty();

    assertThat(watch.complaint()).isEmpty();
  }
}
