package org.pushrelay.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.pushrelay.benchmarks.process.ChildProcess;
import org.pushrelay.benchmarks.process.MemoryGauge;

/**
 * A server that takes part, while it runs.
 *
 * @param label its name in the results
 * @param process what was started
 * @param directory where its files are; it goes with it
 * @param loadArguments where it is, and whose processor time counts, for {@code load}
 * @param memory what it holds
 */
record RunningContestant(
    String label,
    ChildProcess process,
    Path directory,
    List<String> loadArguments,
    MemoryGauge memory)
    implements AutoCloseable {
  @Override
  public void close() {
    process.close();
    try (Stream<Path> files = Files.walk(directory)) {
      // what is in a directory goes before it
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
