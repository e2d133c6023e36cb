package org.pushrelay.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.pushrelay.benchmarks.process.Machine;
import org.pushrelay.benchmarks.report.Json;

/**
 * Writes the results of a comparison: a page, its charts, and every run as JSON.
 *
 * @param directory where to
 * @param command what gave them
 * @param quick whether it was only tried out
 */
record ResultFiles(Path directory, String command, boolean quick) {
  private static final String QUICK =
      """
      **This was a quick run, to see that all of it works. The numbers mean nothing.**

      """;

  void write(List<Contestant> contestants, Works works, int rounds, Results results)
      throws IOException {
    Files.createDirectories(directory);
    Report report = new Report(contestants.stream().map(Contestant::label).toList(), results);
    Files.writeString(directory.resolve("cpu.svg"), report.chart(Measure.CPU).svg());
    Files.writeString(directory.resolve("latency.svg"), report.chart(Measure.P99).svg());
    Files.writeString(directory.resolve("memory.svg"), report.memoryChart().svg());
    Files.writeString(directory.resolve("results.json"), Json.write(results.toMap()) + "\n");
    Files.writeString(
        directory.resolve("results.md"), page(contestants, works, rounds, results, report));
  }

  private String page(
      List<Contestant> contestants, Works works, int rounds, Results results, Report report) {
    StringBuilder page = new StringBuilder("# Results\n\n");
    page.append("Written by `compare`; [benchmarks.md](../benchmarks.md) says how to read it.\n\n");
    page.append(quick ? QUICK : "");
    page.append("- date: ").append(LocalDate.now(ZoneOffset.UTC)).append('\n');
    page.append("- command: `").append(command).append("`\n");
    page.append("- machine: ").append(Machine.describe()).append('\n');
    page.append("- load generator: ").append(Machine.jvm().strip()).append('\n');
    for (Contestant contestant : contestants) {
      page.append("- ").append(contestant.label()).append(": ");
      page.append(contestant.description()).append('\n');
    }
    page.append("- rounds: ").append(rounds);
    page.append("; each number is the median, with the lowest and the highest\n");
    page.append("- delivery: ").append(delivery(results)).append("\n\n");
    section(page, Measure.CPU.title() + " for each delivery, or publish", "cpu.svg");
    page.append(report.table(Measure.CPU)).append('\n');
    section(page, "Latency from publisher to subscriber", "latency.svg");
    page.append("99th percentile:\n\n").append(report.table(Measure.P99)).append('\n');
    page.append("Median:\n\n").append(report.table(Measure.P50)).append('\n');
    section(page, "Memory of a subscriber who waits", "memory.svg");
    page.append(report.memoryTable()).append('\n');
    page.append("## Each work by hand\n\n");
    for (Work work : works.measured()) {
      page.append("- ").append(work.title()).append(": `load ");
      page.append(String.join(" ", work.arguments())).append("`\n");
    }
    return page.toString();
  }

  private static void section(StringBuilder page, String title, String chart) {
    page.append("## ").append(title).append("\n\n");
    page.append("![").append(title).append("](").append(chart).append(")\n\n");
  }

  private static String delivery(Results results) {
    return results.unclean() == 0
        ? "in all " + results.runs() + " runs every message came exactly once and in order"
        : "**" + results.unclean() + " of " + results.runs() + " runs were not clean**";
  }
}
