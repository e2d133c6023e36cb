package org.pushrelay.benchmarks.compare;

import java.util.function.Function;
import org.pushrelay.benchmarks.load.LoadResult;

/**
 * One thing that is compared; less is better.
 *
 * @param title its name in the results
 * @param unit what its numbers are in
 * @param decimals how many of them are written
 * @param value it in one run; not a number where there is none
 */
record Measure(String title, String unit, int decimals, Function<LoadResult, Double> value) {
  static final Measure CPU =
      new Measure(
          "Processor time of the server",
          "µs",
          1,
          result -> result.cpuMicrosPerUnit().orElse(Double.NaN));

  static final Measure P50 =
      new Measure("Latency, median", "ms", 1, latency(r -> r.latency().p50Micros()));

  static final Measure P99 =
      new Measure("Latency, 99th percentile", "ms", 1, latency(r -> r.latency().p99Micros()));

  private static Function<LoadResult, Double> latency(Function<LoadResult, Double> micros) {
    return result -> result.deliveries() == 0 ? Double.NaN : micros.apply(result) / 1000;
  }
}
