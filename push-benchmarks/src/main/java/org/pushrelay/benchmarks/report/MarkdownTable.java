package org.pushrelay.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table of Markdown; the first column is text, the others are numbers. One thread at a time. */
public final class MarkdownTable {
  private final List<String> lines = new ArrayList<>();
  private final int columns;

  /** A table with these column heads. */
  public MarkdownTable(List<String> heads) {
    columns = heads.size();
    lines.add(line(heads));
    List<String> rule = new ArrayList<>(Collections.nCopies(columns, "---:"));
    rule.set(0, "---");
    lines.add(line(rule));
  }

  /** Adds a row. */
  public MarkdownTable row(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException("cells: " + cells.size() + " (expected: " + columns + ")");
    }
    lines.add(line(cells));
    return this;
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells.stream().map(MarkdownTable::escape).toList()) + " |";
  }

  private static String escape(String cell) {
    return cell.replace("|", "\\|");
  }

  /** The table as text, with a line end behind each row. */
  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
