package org.pushrelay.benchmarks.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.pushrelay.benchmarks.load.LoadListener;
import org.pushrelay.benchmarks.load.LoadRun;

/**
 * Gives several servers the same work in turn. They all run from the first round to the last, so
 * that each is as warm as it gets; in each round a work is done by one after the other, so that
 * what disturbs the machine disturbs all of them. Memory is measured on servers of its own.
 */
final class Comparison {
  private final List<Contestant> contestants;
  private final Works works;
  private final int rounds;
  private final Consumer<String> progress;
  private final Results results = new Results();

  Comparison(List<Contestant> contestants, Works works, int rounds, Consumer<String> progress) {
    this.contestants = List.copyOf(contestants);
    this.works = works;
    this.rounds = rounds;
    this.progress = progress;
  }

  Results run() throws IOException {
    List<RunningContestant> running = new ArrayList<>();
    try {
      for (Contestant contestant : contestants) {
        running.add(contestant.start());
      }
      for (RunningContestant server : running) {
        warmUp(server);
      }
      for (int round = 1; round <= rounds; round++) {
        measure(round, works.measured(), running);
      }
      measure(1, works.held(), running.stream().filter(server -> !isNchan(server)).toList());
    } finally {
      running.forEach(RunningContestant::close);
    }
    for (int round = 1; round <= rounds; round++) {
      measureMemory(round);
    }
    return results;
  }

  private void warmUp(RunningContestant server) throws IOException {
    for (Work work : works.warmup()) {
      String prefix = "warm-up, " + server.label() + ", " + work.title();
      LoadRun.run(work.against(server), shownBehind(prefix));
    }
  }

  private static boolean isNchan(RunningContestant server) {
    return server.label().equals(NchanContestant.LABEL);
  }

  private void measure(int round, List<Work> measured, List<RunningContestant> running)
      throws IOException {
    for (Work work : measured) {
      for (RunningContestant server : inTurn(running, round)) {
        String prefix = prefix(round, server.label()) + work.title();
        results.add(work, server.label(), LoadRun.run(work.against(server), shownBehind(prefix)));
      }
    }
  }

  private void measureMemory(int round) throws IOException {
    for (Contestant contestant : inTurn(contestants, round)) {
      String prefix = prefix(round, contestant.label()) + "memory";
      try (RunningContestant fresh = contestant.start()) {
        IdleMemory memory = new IdleMemory(fresh, works.idleSubscribers(), shownBehind(prefix));
        results.addIdle(contestant.label(), memory.bytesPerSubscriber());
      }
    }
  }

  private String prefix(int round, String label) {
    return "round " + round + "/" + rounds + ", " + label + ", ";
  }

  /** Another one goes first in each round: who follows whom must not matter. */
  private static <T> List<T> inTurn(List<T> all, int round) {
    List<T> turned = new ArrayList<>(all);
    Collections.rotate(turned, round - 1);
    return turned;
  }

  private LoadListener shownBehind(String prefix) {
    return new LoadListener() {
      @Override
      public void progress(String line) {
        progress.accept(prefix + ": " + line);
      }
    };
  }
}
