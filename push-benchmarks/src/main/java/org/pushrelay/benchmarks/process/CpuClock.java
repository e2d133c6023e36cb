package org.pushrelay.benchmarks.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The processor time that processes have used, to the nanosecond, from Linux's {@code
 * /proc/PID/task/TID/schedstat}. A thread that has ended counts as it was last seen, so read it
 * often. One thread at a time.
 */
public final class CpuClock {
  private final Set<Long> pids;
  private final Set<Long> roots;
  private final Map<Path, Long> threads = new HashMap<>();

  /**
   * A clock of some processes.
   *
   * @param pids the processes themselves
   * @param roots processes that count with all that they have started
   */
  public CpuClock(Set<Long> pids, Set<Long> roots) {
    this.pids = Set.copyOf(pids);
    this.roots = Set.copyOf(roots);
  }

  /** Whether it has processes to look at. */
  public boolean isPresent() {
    return !pids.isEmpty() || !roots.isEmpty();
  }

  /**
   * What they have used up to now, user and system time.
   *
   * @throws IOException if one of them has ended
   */
  public long nanos() throws IOException {
    for (long pid : processes()) {
      readThreads(pid);
    }
    return threads.values().stream().mapToLong(Long::longValue).sum();
  }

  private Set<Long> processes() {
    Set<Long> all = new TreeSet<>(pids);
    for (long root : roots) {
      all.add(root);
      ProcessHandle.of(root).stream()
          .flatMap(ProcessHandle::descendants)
          .map(ProcessHandle::pid)
          .forEach(all::add);
    }
    return all;
  }

  private void readThreads(long pid) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(tasks)) {
      for (Path task : directory) {
        readThread(task.resolve("schedstat"));
      }
    } catch (NoSuchFileException e) {
      throw new IOException("process " + pid + " has ended", e);
    }
  }

  private void readThread(Path schedstat) throws IOException {
    try (Stream<String> lines = Files.lines(schedstat)) {
      String line = lines.findFirst().orElse("0");
      threads.put(schedstat, Long.parseLong(line.substring(0, line.indexOf(' '))));
    } catch (NoSuchFileException e) {
      // it ended between the listing and now, and counts as it was
    }
  }
}
