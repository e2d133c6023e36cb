package org.pushrelay.benchmarks.report;

import java.io.PrintStream;

/** One line that is written over again and again. */
public final class ProgressLine implements AutoCloseable {
  private final PrintStream out;
  private int width;

  /** A line on the standard error output. */
  public static ProgressLine onStandardError() {
    return new ProgressLine(System.err);
  }

  ProgressLine(PrintStream out) {
    this.out = out;
  }

  /** Shows another text in its place. */
  public void show(String text) {
    // blanks cover the rest of a longer text before it
    out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
    out.flush();
    width = text.length();
  }

  /** Leaves the last text, and goes on below it. */
  @Override
  public void close() {
    if (width > 0) {
      out.println();
    }
  }
}
