package org.pushrelay.time;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutorTimersTest {
  private final Timers timers = Timers.threaded();
  private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    timers.close();
  }

  @Test
  void runsTasksNotBeforeTheirTimeAndInItsOrder() throws Exception {
    long start = System.nanoTime();
    timers.schedule(MILLISECONDS.toNanos(60), () -> ran.add("later"));
    timers.schedule(MILLISECONDS.toNanos(20), () -> ran.add("sooner"));

    assertThat(ran.poll(10, SECONDS)).isEqualTo("sooner");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(20));
    assertThat(ran.poll(10, SECONDS)).isEqualTo("later");
  }

  @Test
  void runsWhatIsOverdueSoonButNotWithinTheCall() throws Exception {
    for (long delay : List.of(0L, -1L, Long.MIN_VALUE)) {
      Thread caller = Thread.currentThread();
      timers.schedule(delay, () -> ran.add(Thread.currentThread() == caller ? "within" : "soon"));

      assertThat(ran.poll(10, SECONDS)).isEqualTo("soon");
    }
  }

  @Test
  void doesNotRunWhatWasCalledOff() throws Exception {
    Cancellable task = timers.schedule(MILLISECONDS.toNanos(500), () -> ran.add("called off"));
    task.cancel();
    task.cancel();
    timers.schedule(MILLISECONDS.toNanos(600), () -> ran.add("other"));

    assertThat(ran.poll(10, SECONDS)).isEqualTo("other");
  }

  @Test
  void aTaskThatThrowsHarmsNoOther() throws Exception {
    timers.schedule(
        0,
        () -> {
          throw new IllegalStateException("one task");
        });
    timers.schedule(0, () -> ran.add("next"));

    assertThat(ran.poll(10, SECONDS)).isEqualTo("next");
  }

  @Test
  void takesATaskForEver() {
    timers.schedule(Long.MAX_VALUE, () -> ran.add("never")).cancel();

    assertThat(ran).isEmpty();
  }

  @Test
  void forgetsAllTasksWhenItIsClosedAndTakesNoMore() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    timers.schedule(0, started::countDown);
    assertThat(started.await(10, SECONDS)).isTrue();
    IntStream.range(0, 10).forEach(i -> timers.schedule(SECONDS.toNanos(60), () -> ran.add("no")));

    timers.close();

    assertThat(timers.schedule(0, () -> ran.add("no"))).isSameAs(Cancellable.NOTHING);
    assertThat(ran).isEmpty();
  }
}
