package org.pushrelay.benchmarks.core;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs the benchmarks of the core with JMH, and says how broadcasting relates to a bare loop. */
@Command(
    name = "core",
    description = {
      "Runs the benchmarks of the core; takes the options of JMH.",
      "-h shows them, -l lists the benchmarks; allocation is measured",
      "(-prof gc) unless another -prof is given."
    })
public final class CoreCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Unmatched private List<String> arguments = new ArrayList<>();

  /** A command that picocli fills in. */
  public CoreCommand() {}

  @Override
  public Integer call() throws IOException, RunnerException, CommandLineOptionException {
    if (arguments.stream().anyMatch(a -> a.equals("-h") || a.startsWith("-l"))) {
      org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
      return 0;
    }
    if (!arguments.contains("-prof")) {
      arguments.addAll(List.of("-prof", "gc"));
    }
    CommandLineOptions options = new CommandLineOptions(arguments.toArray(String[]::new));
    Collection<RunResult> results = new Runner(options).run();
    PrintWriter out = requireNonNull(spec, "spec").commandLine().getOut();
    BroadcastRatio.of(results)
        .ifPresent(
            ratio -> {
              out.println();
              out.printf(
                  Locale.ROOT,
                  "a broadcast takes %.2f times as long as a bare loop over as many objects"
                      + " (%.2f times one over a linked list); goal: at most %.0f%n",
                  ratio.overArray(),
                  ratio.overList(),
                  BroadcastRatio.GOAL);
            });
    out.flush();
    return 0;
  }
}
