package org.pushrelay.benchmarks.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What a measurement ran on: numbers mean nothing without it. */
public final class Machine {
  private Machine() {}

  /** The processor, the memory and the system, in a line. */
  public static String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %s of memory, %s %s",
        field("/proc/cpuinfo", "model name", "unknown processor"),
        Runtime.getRuntime().availableProcessors(),
        field("/proc/meminfo", "MemTotal", "unknown size"),
        System.getProperty("os.name"),
        System.getProperty("os.version"));
  }

  /** This JVM, in a line. */
  public static String jvm() {
    return System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.vm.version")
        + " "
        + String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  private static String field(String file, String name, String otherwise) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
