package org.pushrelay.benchmarks.compare;

import java.util.List;
import org.pushrelay.benchmarks.process.ChildProcess;
import org.pushrelay.benchmarks.process.MemoryGauge;

/**
 * A server that takes part, while it runs.
 *
 * @param label its name in the results
 * @param process what was started
 * @param loadArguments where it is, and whose processor time counts, for {@code load}
 * @param memory what it holds
 */
record RunningContestant(
    String label, ChildProcess process, List<String> loadArguments, MemoryGauge memory)
    implements AutoCloseable {
  @Override
  public void close() {
    process.close();
  }
}
