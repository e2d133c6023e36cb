package org.pushrelay.benchmarks.load;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether one subscriber gets the messages of its channel, each once and in order. */
final class SequenceCheck {
  /** What a message is to the subscriber that gets it. */
  enum Verdict {
    /** The one that was expected, or a later one: those between are missing so far. */
    NEXT,
    /** One that was missing. */
    LATE,
    /** One that it had. */
    DUPLICATE
  }

  private int next;

  /** Those before {@link #next} that never came; null while there are none, as it should be. */
  private @Nullable Set<Integer> holes;

  Verdict received(int sequence) {
    if (sequence < next) {
      return holes != null && holes.remove(sequence) ? Verdict.LATE : Verdict.DUPLICATE;
    }
    for (int skipped = next; skipped < sequence; skipped++) {
      addHole(skipped);
    }
    next = sequence + 1;
    return Verdict.NEXT;
  }

  /** How many of the first so many messages have not come. */
  int missing(int published) {
    int never = holes == null ? 0 : holes.size();
    return never + Math.max(0, published - next);
  }

  private void addHole(int sequence) {
    if (holes == null) {
      holes = new HashSet<>();
    }
    holes.add(sequence);
  }
}
