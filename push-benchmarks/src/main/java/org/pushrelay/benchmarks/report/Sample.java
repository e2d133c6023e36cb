package org.pushrelay.benchmarks.report;

import java.util.List;

/**
 * What several rounds gave.
 *
 * @param median the one in the middle, or the mean of the two there
 * @param least the lowest
 * @param most the highest
 */
public record Sample(double median, double least, double most) {
  /** The sample of some values. */
  public static Sample of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values: none (expected: at least one)");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int upper = sorted.size() / 2;
    int lower = (sorted.size() - 1) / 2;
    return new Sample(
        (sorted.get(lower) + sorted.get(upper)) / 2, sorted.get(0), sorted.get(sorted.size() - 1));
  }
}
