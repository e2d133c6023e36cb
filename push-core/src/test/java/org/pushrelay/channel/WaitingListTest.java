package org.pushrelay.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.store.memory.MemoryChannelStore;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.time.Cancellable;
import org.pushrelay.time.TimeSource;
import org.pushrelay.time.Timers;

class WaitingListTest {
  private final List<String> told = new ArrayList<>();
  private final WaitingList list = new WaitingList();
  private final LiveChannel channel = channel();

  private static LiveChannel channel() {
    MemoryChannelStore store = new MemoryChannelStore(TimeSource.system(), 1 << 20);
    ChannelId id = ChannelId.of("a");
    return new LiveChannel(
        id,
        new Channels(store, TimeSource.system(), new NoTimers()),
        store.open(id).orElseThrow(),
        null,
        null);
  }

  /** Nothing here takes time. */
  private static final class NoTimers implements Timers {
    @Override
    public Cancellable schedule(long nanos, Runnable task) {
      return Cancellable.NOTHING;
    }

    @Override
    public void close() {}
  }

  private record Named(String name, List<String> told) implements Subscriber {
    @Override
    public void onMessage(Delivery delivery) {
      throw new AssertionError("no message was published");
    }

    @Override
    public void onEnd(EndReason reason) {
      told.add(name);
    }
  }

  private Waiter join(String name, Loop loop) {
    Waiter waiter = new Waiter(channel, Cursor.oldest(), new Named(name, told));
    list.join(waiter, loop);
    return waiter;
  }

  private Waiter join(String name) {
    return join(name, Loop.CALLER);
  }

  private void tellAll() {
    list.take().notifyWaiters(channel.deadlines(), waiter -> waiter.end(EndReason.REPLACED));
  }

  @Test
  void tellsAllInTheOrderTheyCame() {
    join("a");
    join("b");
    join("c");

    tellAll();

    assertThat(told).containsExactly("a", "b", "c");
  }

  @Test
  void whoLeavesIsNotToldWhereverItStands() {
    Waiter a = join("a");
    join("b");
    Waiter c = join("c");
    join("d");
    Waiter e = join("e");

    assertThat(List.of(list.leave(a), list.leave(c), list.leave(e))).containsOnly(Loop.CALLER);
    assertThat(list.leave(c)).as("a second time").isNull();

    assertThat(list.size()).isEqualTo(2);
    tellAll();
    assertThat(told).containsExactly("b", "d");
  }

  @Test
  void isUsableAfterTheLastOneLeft() {
    assertThat(list.leave(join("a"))).isNotNull();
    assertThat(list.isEmpty()).isTrue();

    join("b");

    tellAll();
    assertThat(told).containsExactly("b");
  }

  @Test
  void nobodyLeavesAListThatWasTaken() {
    Waiter a = join("a");
    list.take();

    assertThat(list.leave(a)).isNull();
    assertThat(new WaitingList().leave(a)).as("another list").isNull();
  }

  @Test
  void aLoopHearsHowManyItTells() {
    List<Integer> sizes = new ArrayList<>();
    Loop loop =
        (subscribers, notificationTrampoline) -> {
          sizes.add(subscribers);
          notificationTrampoline.run();
        };
    join("a", loop);
    join("b", loop);
    list.leave(join("c", loop));

    tellAll();

    assertThat(sizes).containsExactly(2);
    assertThat(told).containsExactly("a", "b");
  }

  @Test
  void anyNumberOfLoopsIsTold() {
    List<List<Integer>> loops = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      List<Integer> sizes = new ArrayList<>();
      loops.add(sizes);
      join(
          "w" + i,
          (subscribers, notificationTrampoline) -> {
            sizes.add(subscribers);
            notificationTrampoline.run();
          });
    }

    tellAll();

    assertThat(told).hasSize(100).doesNotHaveDuplicates();
    assertThat(loops).hasSize(100).containsOnly(List.of(1));
  }

  @Test
  void allAreToldInOneTaskPerLoopAndInTheirOrder() {
    List<Runnable> first = new ArrayList<>();
    List<Runnable> second = new ArrayList<>();
    Loop firstLoop = Loop.of(first::add);
    Loop secondLoop = Loop.of(second::add);
    for (int i = 0; i < 20; i++) {
      join((i % 2 == 0 ? "even" : "odd") + i, i % 2 == 0 ? firstLoop : secondLoop);
    }

    tellAll();

    assertThat(told).isEmpty();
    assertThat(first).hasSize(1);
    assertThat(second).hasSize(1);
    second.get(0).run();
    assertThat(told).hasSize(10).startsWith("odd1", "odd3").endsWith("odd19");
    first.get(0).run();
    assertThat(told).hasSize(20);
  }

  @Test
  void waitersOfOneLoopAreToldInOneTaskHoweverManyLoopsThereAre() {
    List<Loop> loops = new ArrayList<>();
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      loops.add(Loop.of(tasks::add));
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < loops.size(); i++) {
        join(round + "." + i, loops.get(i));
      }
    }

    tellAll();

    assertThat(tasks).hasSameSizeAs(loops);
    tasks.forEach(Runnable::run);
    assertThat(told).hasSize(3 * loops.size());
  }

  @Test
  void whoseLoopTakesNothingMoreIsToldAllTheSame() {
    for (int i = 0; i < 20; i++) {
      join(
          "w" + i,
          Loop.of(
              task -> {
                throw new RejectedExecutionException("shut down");
              }));
    }

    tellAll();

    assertThat(told).hasSize(20);
  }
}
