package org.pushrelay.benchmarks.load;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pushrelay.benchmarks.report.Json;
import org.pushrelay.benchmarks.report.ProgressLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Loads a server, and checks what it delivers. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Loads a server, and checks each delivery.",
      "Every subscriber has to get every message exactly once and in order.",
      "The last line of the output is one JSON object. The exit status",
      "is 0 if all went well, 1 if something is missing or has failed."
    })
public final class LoadCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private LoadOptions options = new LoadOptions();

  /** A command that picocli fills in. */
  public LoadCommand() {}

  @Override
  public Integer call() throws IOException {
    CommandSpec command = requireNonNull(spec, "spec");
    try {
      options.check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
    LoadResult result;
    try (ProgressLine line = ProgressLine.onStandardError()) {
      result = LoadRun.run(options, new Shown(line));
    }
    PrintWriter out = command.commandLine().getOut();
    print(result, out);
    out.println(Json.write(result.toMap()));
    out.flush();
    return result.isClean() ? 0 : 1;
  }

  private static void print(LoadResult result, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%,d of %,d subscribers, %,d messages, %,d deliveries in %.2f s: %,.0f/s%n",
        result.connected(),
        result.subscribers(),
        result.published(),
        result.deliveries(),
        result.seconds(),
        result.unitsPerSecond());
    if (result.deliveries() > 0) {
      Latency latency = result.latency();
      out.printf(
          Locale.ROOT,
          "latency: p50 %,.0f us, p99 %,.0f us, max %,.0f us%n",
          latency.p50Micros(),
          latency.p99Micros(),
          latency.maxMicros());
    }
    result
        .cpuMicrosPerUnit()
        .ifPresent(us -> out.printf(Locale.ROOT, "server: %.2f us of processor time each%n", us));
    result
        .holdCpuSeconds()
        .ifPresent(s -> out.printf(Locale.ROOT, "server: %.3f s while all were held%n", s));
    out.printf(
        Locale.ROOT,
        "missing %,d, duplicates %,d, out of order %,d, foreign %,d, errors %,d, timeouts %,d,"
            + " reconnects %,d%n",
        result.missing(),
        result.duplicates(),
        result.outOfOrder(),
        result.foreign(),
        result.errors(),
        result.timeouts(),
        result.reconnects());
    if (!result.firstError().isEmpty()) {
      out.println("first failure: " + result.firstError());
    }
    out.println(result.isClean() ? "clean" : "NOT CLEAN");
  }

  private record Shown(ProgressLine line) implements LoadListener {
    @Override
    public void progress(String text) {
      line.show(text);
    }
  }
}
