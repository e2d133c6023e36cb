package org.pushrelay.benchmarks.process;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the last line of jcmd's {@code GC.class_histogram}. */
final class HistogramTotal {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

  private HistogramTotal() {}

  static long bytes(String histogram) throws IOException {
    Matcher total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new IOException("no class histogram: " + histogram.lines().findFirst().orElse(""));
    }
    return Long.parseLong(total.group(1));
  }
}
