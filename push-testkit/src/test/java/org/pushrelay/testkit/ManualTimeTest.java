package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushrelay.time.Cancellable;

class ManualTimeTest {
  private final ManualTime time = new ManualTime();
  private final List<String> ran = new ArrayList<>();

  private Cancellable schedule(long nanos, String name) {
    return time.schedule(nanos, () -> ran.add(name + "@" + time.nanos()));
  }

  @Test
  void standsStillUntilItIsMoved() {
    schedule(0, "a");

    assertThat(ran).isEmpty();
    assertThat(time.nanos()).isZero();
    assertThat(time.epochSecond()).isEqualTo(ManualTime.START.getEpochSecond());
    time.advance(Duration.ZERO);
    assertThat(ran).containsExactly("a@0");
  }

  @Test
  void runsWhatIsDueInTheOrderOfTimeThenOfScheduling() {
    schedule(30, "c");
    schedule(10, "a");
    schedule(30, "d");
    schedule(20, "b");
    schedule(31, "e");

    time.advance(Duration.ofNanos(30));

    assertThat(ran).containsExactly("a@10", "b@20", "c@30", "d@30");
    assertThat(time.pendingTimers()).isEqualTo(1);
  }

  @Test
  void runsAlsoWhatTasksSchedule() {
    time.schedule(10, () -> schedule(10, "second"));
    time.schedule(10, () -> schedule(-5, "at once"));

    time.advance(Duration.ofNanos(25));

    assertThat(ran).containsExactly("at once@10", "second@20");
    assertThat(time.nanos()).isEqualTo(25);
  }

  @Test
  void doesNotRunWhatWasCalledOff() {
    schedule(10, "a").cancel();
    Cancellable later = schedule(20, "b");
    time.schedule(10, later::cancel);

    time.advance(Duration.ofNanos(30));

    assertThat(ran).isEmpty();
    assertThat(time.pendingTimers()).isZero();
  }

  @Test
  void theWallClockMayJumpWhileNoTimePasses() {
    time.advance(Duration.ofMillis(1500));
    time.jump(Duration.ofHours(-1));

    assertThat(time.epochSecond()).isEqualTo(ManualTime.START.getEpochSecond() - 3600 + 1);
    assertThat(time.nanos()).isEqualTo(1_500_000_000L);
  }

  @Test
  void whatATaskThrowsReachesTheTest() {
    time.schedule(
        1,
        () -> {
          throw new IllegalStateException("broken");
        });

    assertThatIllegalStateException().isThrownBy(() -> time.advance(Duration.ofNanos(1)));
  }

  @Test
  void aTaskForEverIsNeverDue() {
    schedule(Long.MAX_VALUE, "never");
    time.advance(Duration.ofDays(10_000));
    schedule(Long.MAX_VALUE, "never");
    time.advance(Duration.ofDays(10_000));

    assertThat(ran).isEmpty();
  }

  @Test
  void takesNothingMoreWhenItIsClosedAndDoesNotRunBackwards() {
    schedule(1, "a");
    time.close();
    schedule(1, "b");
    time.advance(Duration.ofSeconds(1));

    assertThat(ran).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> time.advance(Duration.ofNanos(-1)));
  }
}
