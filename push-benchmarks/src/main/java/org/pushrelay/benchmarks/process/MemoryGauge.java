package org.pushrelay.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How much memory a server holds. */
public interface MemoryGauge {
  /** Bytes at the moment. */
  long bytes() throws IOException;

  /**
   * The live objects on the heap of a JVM, after full collections. What lies outside of the heap is
   * not counted.
   */
  static MemoryGauge heap(Path jcmd, long pid) {
    List<String> command = List.of(jcmd.toString(), Long.toString(pid), "GC.class_histogram");
    return () -> {
      // the first collection only finds what is to be cleaned up
      ChildProcess.output(command);
      return HistogramTotal.bytes(ChildProcess.output(command));
    };
  }

  /** The proportional set size of a process and of all that it has started. */
  static MemoryGauge proportionalSetSize(long root) {
    return () -> {
      List<Long> pids =
          ProcessHandle.of(root).stream()
              .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
              .map(ProcessHandle::pid)
              .toList();
      long bytes = 0;
      for (long pid : pids) {
        Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        bytes += ProportionalSetSize.bytes(Files.readAllLines(rollup));
      }
      return bytes;
    };
  }
}
