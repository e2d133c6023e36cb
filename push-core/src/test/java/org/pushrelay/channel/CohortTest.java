package org.pushrelay.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;

class CohortTest {
  private static final int MANY = 200;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Loop loop = (subscribers, telling) -> tasks.add(telling);
  private final Cohort cohort = new Cohort(loop);

  /** Counts how often it is told, and does something when it is told first. */
  private final class Counting extends Follower {
    private Runnable whenWoken = () -> {};
    private int woken;
    private int ended;

    @Override
    String kind() {
      return "test";
    }

    @Override
    Loop loop() {
      return loop;
    }

    @Override
    void wake() {
      woken++;
      Runnable once = whenWoken;
      whenWoken = () -> {};
      once.run();
    }

    @Override
    void end(EndReason reason) {
      ended++;
    }
  }

  private Counting join() {
    Counting follower = new Counting();
    cohort.join(follower);
    return follower;
  }

  private List<Counting> joinMany() {
    List<Counting> followers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      followers.add(join());
    }
    return followers;
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Test
  void newsBeforeTheWalkBeginsIsToldByOneWalk() {
    Counting follower = join();

    cohort.wake();
    cohort.wake();

    assertThat(tasks).hasSize(1);
    runTasks();
    assertThat(follower.woken).isEqualTo(1);
  }

  /** A follower that was woken before the news has read the log before it, too. */
  @Test
  void newsDuringAWalkIsToldByAnotherWalk() {
    List<Counting> followers = joinMany();
    followers.get(MANY / 2).whenWoken = cohort::wake;

    cohort.wake();
    runTasks();

    assertThat(followers).allSatisfy(follower -> assertThat(follower.woken).isEqualTo(2));
  }

  @Test
  void followersThatLeaveDuringAWalkHideNoOtherFromIt() {
    List<Counting> followers = joinMany();
    List<Counting> leaving = List.copyOf(followers.subList(100, 150));
    followers.get(MANY - 1).whenWoken = () -> leaving.forEach(cohort::leave);

    cohort.wake();
    runTasks();

    followers.removeAll(leaving);
    assertThat(followers).allSatisfy(follower -> assertThat(follower.woken).isPositive());
  }

  @Test
  void eachFollowerIsToldOfTheEndOnceAndCannotLeaveAfterThat() {
    List<Counting> followers = joinMany();

    cohort.end(EndReason.CHANNEL_DELETED);
    runTasks();

    assertThat(followers).allSatisfy(follower -> assertThat(follower.ended).isEqualTo(1));
    assertThat(cohort.leave(followers.get(0))).isFalse();
    assertThat(cohort.isEmpty()).isTrue();
  }

  @Test
  void followerThatLeftIsToldOfNothing() {
    Counting follower = join();

    boolean left = cohort.leave(follower);
    boolean leftAgain = cohort.leave(follower);
    cohort.wake();
    cohort.end(EndReason.CHANNEL_DELETED);
    runTasks();

    assertThat(left).isTrue();
    assertThat(leftAgain).isFalse();
    assertThat(follower.woken + follower.ended).isZero();
  }
}
