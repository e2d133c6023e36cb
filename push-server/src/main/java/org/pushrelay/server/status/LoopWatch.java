package org.pushrelay.server.status;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Looks once in a round whether each thread that connections depend on still turns: it has to run a
 * small task before the next rounds. Rounds are counted, and not seconds, so that a process that
 * was stopped as a whole is not taken for one that hangs. Safe from any thread.
 */
public final class LoopWatch {
  /** After so many rounds without a turn, the health of the relay is bad. */
  public static final int ROUNDS_TO_COMPLAIN = 5;

  /** After so many rounds without a turn, the relay cannot go on. */
  public static final int ROUNDS_TO_END = 60;

  @GuardedBy("this")
  private final Map<String, Turn> turns = new HashMap<>();

  @GuardedBy("this")
  private Optional<String> complaint = Optional.empty();

  /** A watch that has not looked yet. */
  public LoopWatch() {}

  /**
   * Looks at all of them.
   *
   * @param loops the threads by name
   * @return why the relay cannot go on; empty if it can
   */
  public synchronized Optional<String> check(Map<String, Executor> loops) {
    turns.keySet().retainAll(loops.keySet());
    complaint = Optional.empty();
    for (Map.Entry<String, Executor> loop : loops.entrySet()) {
      Turn turn = turns.computeIfAbsent(loop.getKey(), name -> new Turn());
      if (turn.hasEnded(loop.getValue())) {
        complaint = Optional.of(loop.getKey() + " has ended");
        return complaint;
      }
      if (turn.rounds > ROUNDS_TO_COMPLAIN) {
        complaint = Optional.of(loop.getKey() + " has not turned for " + turn.rounds + " seconds");
      }
      if (turn.rounds > ROUNDS_TO_END) {
        return complaint;
      }
    }
    return Optional.empty();
  }

  /** What is wrong; empty if all turn. */
  public synchronized Optional<String> complaint() {
    return complaint;
  }

  /** One thread's task, and for how many rounds it has not run. */
  private static final class Turn implements Runnable {
    private volatile boolean done = true;
    private int rounds;

    @Override
    public void run() {
      done = true;
    }

    boolean hasEnded(Executor loop) {
      if (!done) {
        rounds++;
        return false;
      }
      rounds = 0;
      done = false;
      try {
        loop.execute(this);
        return false;
      } catch (RejectedExecutionException e) {
        done = true;
        return true;
      }
    }
  }
}
