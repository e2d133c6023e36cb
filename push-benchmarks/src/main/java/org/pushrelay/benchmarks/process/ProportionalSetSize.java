package org.pushrelay.benchmarks.process;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code Pss} line of {@code /proc/PID/smaps_rollup}. */
final class ProportionalSetSize {
  private static final Pattern PSS = Pattern.compile("Pss:\\s+(\\d+) kB");

  private ProportionalSetSize() {}

  static long bytes(List<String> rollup) throws IOException {
    for (String line : rollup) {
      Matcher pss = PSS.matcher(line);
      if (pss.matches()) {
        return Long.parseLong(pss.group(1)) << 10;
      }
    }
    throw new IOException("no Pss in smaps_rollup");
  }
}
