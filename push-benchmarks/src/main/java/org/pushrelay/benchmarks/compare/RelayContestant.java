package org.pushrelay.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushrelay.benchmarks.Main;
import org.pushrelay.benchmarks.process.ChildProcess;
import org.pushrelay.benchmarks.process.MemoryGauge;
import org.pushrelay.benchmarks.server.Transport;

/**
 * The relay on one transport, in a JVM of its own.
 *
 * @param transport what it runs on
 * @param java the program that runs it
 * @param loops how many threads wait for the network
 */
record RelayContestant(Transport transport, Path java, int loops) implements Contestant {
  /** As in production: else Netty watches a sample of all buffers. */
  private static final String NO_LEAK_DETECTION = "-Dio.netty.leakDetection.level=disabled";

  private static final Pattern LISTENING =
      Pattern.compile("listening on http://127\\.0\\.0\\.1:(\\d+)/");

  @Override
  public String label() {
    return transport.label();
  }

  @Override
  public String description() {
    return "the relay on "
        + label()
        + ", "
        + loops
        + " loop, "
        + String.join(" ", heap())
        + ", "
        + javaVersion();
  }

  /**
   * What docs/production.md recommends. A delivery on Netty leaves a few hundred bytes, and a small
   * young generation lets them stay in the processor's cache.
   */
  private List<String> heap() {
    return switch (transport) {
      case NETTY -> List.of("-Xmx2g", "-Xmn32m", "-XX:+UseParallelGC");
      case JETTY -> List.of("-Xmx2g", "-XX:+UseParallelGC");
    };
  }

  private String javaVersion() {
    try {
      return ChildProcess.output(List.of(java.toString(), "--version"))
          .lines()
          .skip(1)
          .findFirst()
          .orElse("unknown JVM");
    } catch (IOException e) {
      return "unknown JVM";
    }
  }

  @Override
  public RunningContestant start() throws IOException {
    Path directory = Files.createTempDirectory("push-benchmarks-" + label());
    Path errors = directory.resolve("stderr.log");
    ChildProcess process = ChildProcess.start(command(), errors);
    String line = process.reader().readLine();
    Matcher listening = LISTENING.matcher(line == null ? "" : line);
    if (!listening.matches()) {
      process.close();
      throw new IOException(label() + " did not start: " + line + Files.readString(errors));
    }
    String pid = Long.toString(process.pid());
    return new RunningContestant(
        label(),
        process,
        directory,
        List.of("--server", "127.0.0.1:" + listening.group(1), "--pid", pid),
        MemoryGauge.heap(java.resolveSibling("jcmd"), process.pid()));
  }

  private List<String> command() {
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(heap());
    command.add(NO_LEAK_DETECTION);
    command.addAll(List.of("-cp", classPath, Main.class.getName(), "server"));
    command.addAll(List.of("--transport", label(), "--loops", Integer.toString(loops)));
    return List.copyOf(command);
  }
}
