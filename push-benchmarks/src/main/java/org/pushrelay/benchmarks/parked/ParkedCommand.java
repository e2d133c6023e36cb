package org.pushrelay.benchmarks.parked;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pushrelay.benchmarks.process.Machine;
import org.pushrelay.benchmarks.report.MarkdownTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what the core needs for each subscriber who waits. */
@Command(
    name = "parked",
    mixinStandardHelpOptions = true,
    description = "Measures the heap that the core needs for each waiting subscriber.")
public final class ParkedCommand implements Callable<Integer> {
  /** The goal, in bytes for each subscriber. */
  private static final int GOAL = 250;

  /** More than is needed, so that a lack of memory is said before and not suffered. */
  private static final long ROOM = 600;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--count",
      defaultValue = "1000000",
      description = "subscribers; default: ${DEFAULT-VALUE}")
  private int count;

  /** A command that picocli fills in. */
  public ParkedCommand() {}

  @Override
  public Integer call() {
    CommandSpec command = requireNonNull(spec, "spec");
    if (count < 1 || Heap.maxBytes() < count * ROOM) {
      throw new ParameterException(
          command.commandLine(),
          "--count: " + count + " (expected: what fits a heap of " + Heap.maxBytes() + " bytes)");
    }
    MarkdownTable table =
        new MarkdownTable(List.of("subscribers with a timeout", "count", "bytes each"));
    boolean good = true;
    for (CursorKind kind : CursorKind.values()) {
      double bytes = ParkedMemory.bytesPerSubscriber(count, kind);
      good &= bytes <= GOAL;
      table.row(
          List.of(
              kind.label(),
              String.format(Locale.ROOT, "%,d", count),
              String.format(Locale.ROOT, "%.1f", bytes)));
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(Machine.jvm());
    out.println();
    out.print(table);
    out.println();
    out.println("goal: at most " + GOAL + " bytes: " + (good ? "met" : "NOT MET"));
    out.flush();
    return good ? 0 : 1;
  }
}
