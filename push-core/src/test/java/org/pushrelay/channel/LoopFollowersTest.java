package org.pushrelay.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;

class LoopFollowersTest {
  private static final int MANY = 200;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Loop loop =
      (subscribers, notificationTrampoline) -> tasks.add(notificationTrampoline);
  private final LoopFollowers loopFollowers = new LoopFollowers(loop);

  /** Counts how often it is told, and does something when it is told first. */
  private final class Counting extends ChannelFollower {
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
    Counting channelFollower = new Counting();
    loopFollowers.join(channelFollower);
    return channelFollower;
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
    Counting channelFollower = join();

    loopFollowers.wake();
    loopFollowers.wake();

    assertThat(tasks).hasSize(1);
    runTasks();
    assertThat(channelFollower.woken).isEqualTo(1);
  }

  /** A follower that was woken before the news has read the log before it, too. */
  @Test
  void newsDuringAWalkIsToldByAnotherWalk() {
    List<Counting> followers = joinMany();
    followers.get(MANY / 2).whenWoken = loopFollowers::wake;

    loopFollowers.wake();
    runTasks();

    assertThat(followers)
        .allSatisfy(channelFollower -> assertThat(channelFollower.woken).isEqualTo(2));
  }

  @Test
  void followersThatLeaveDuringAWalkHideNoOtherFromIt() {
    List<Counting> followers = joinMany();
    List<Counting> leaving = List.copyOf(followers.subList(100, 150));
    followers.get(MANY - 1).whenWoken = () -> leaving.forEach(loopFollowers::leave);

    loopFollowers.wake();
    runTasks();

    followers.removeAll(leaving);
    assertThat(followers)
        .allSatisfy(channelFollower -> assertThat(channelFollower.woken).isPositive());
  }

  @Test
  void eachFollowerIsToldOfTheEndOnceAndCannotLeaveAfterThat() {
    List<Counting> followers = joinMany();

    loopFollowers.end(EndReason.CHANNEL_DELETED);
    runTasks();

    assertThat(followers)
        .allSatisfy(channelFollower -> assertThat(channelFollower.ended).isEqualTo(1));
    assertThat(loopFollowers.leave(followers.get(0))).isFalse();
    assertThat(loopFollowers.isEmpty()).isTrue();
  }

  @Test
  void followerThatLeftIsToldOfNothing() {
    Counting channelFollower = join();

    boolean left = loopFollowers.leave(channelFollower);
    boolean leftAgain = loopFollowers.leave(channelFollower);
    loopFollowers.wake();
    loopFollowers.end(EndReason.CHANNEL_DELETED);
    runTasks();

    assertThat(left).isTrue();
    assertThat(leftAgain).isFalse();
    assertThat(channelFollower.woken + channelFollower.ended).isZero();
  }
}
