package org.pushrelay.benchmarks.compare;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pushrelay.benchmarks.report.ProgressLine;
import org.pushrelay.benchmarks.server.Transport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the relay on each transport, and Nchan where it is installed. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Gives the relay and Nchan the same work in turn.",
      "Each transport takes part, and nginx with Nchan where it is installed.",
      "Writes tables and charts. Use a quiet machine: ten minutes."
    })
public final class CompareCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--rounds", defaultValue = "3", description = "default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--quick", description = "Do little, to see that all of it works.")
  private boolean quick;

  @Option(
      names = "--out",
      defaultValue = "docs/benchmarks",
      description = "the directory to write to; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("docs/benchmarks");

  @Option(
      names = "--java",
      description = "the program that runs the relays; default: the one that runs this")
  private Path java = Path.of(System.getProperty("java.home"), "bin", "java");

  @Option(
      names = "--loops",
      defaultValue = "1",
      description = "threads of a relay that wait for the network; default: ${DEFAULT-VALUE}")
  private int loops;

  /** A command that picocli fills in. */
  public CompareCommand() {}

  @Override
  public Integer call() throws IOException {
    CommandSpec command = requireNonNull(spec, "spec");
    PrintWriter said = command.commandLine().getOut();
    List<Contestant> contestants = contestants();
    contestants.forEach(c -> said.println(c.label() + ": " + c.description()));
    said.flush();
    Works works = quick ? Works.quick() : Works.full();
    Results results;
    try (ProgressLine line = ProgressLine.onStandardError()) {
      results = new Comparison(contestants, works, rounds, line::show).run();
    }
    new ResultFiles(out, commandLine(command), quick).write(contestants, works, rounds, results);
    said.println("written to " + out.resolve("results.md"));
    said.println(results.unclean() + " of " + results.runs() + " runs were not clean");
    said.flush();
    return results.unclean() == 0 ? 0 : 1;
  }

  private List<Contestant> contestants() {
    List<Contestant> all = new ArrayList<>();
    for (Transport transport : Transport.values()) {
      all.add(new RelayContestant(transport, java, loops));
    }
    NchanContestant.installed().ifPresent(all::add);
    return all;
  }

  private static String commandLine(CommandSpec command) {
    List<String> arguments = command.commandLine().getParseResult().originalArgs();
    return "java -jar push-benchmarks.jar " + String.join(" ", arguments);
  }
}
