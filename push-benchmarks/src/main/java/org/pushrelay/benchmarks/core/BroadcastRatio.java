package org.pushrelay.benchmarks.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;

/**
 * How a broadcast relates to calling as many objects in a bare loop.
 *
 * @param overArray to a loop over an array of them
 * @param overList to a loop over a linked list of them
 */
record BroadcastRatio(double overArray, double overList) {
  /** What is aimed at, at most. */
  static final double GOAL = 4;

  /** From the results of {@link BroadcastBenchmark}; empty unless all of it was run. */
  static Optional<BroadcastRatio> of(Collection<RunResult> results) {
    Map<String, Double> scores = new HashMap<>();
    for (RunResult result : results) {
      String benchmark = result.getParams().getBenchmark();
      scores.put(
          benchmark.substring(benchmark.lastIndexOf('.') + 1),
          result.getPrimaryResult().getScore());
    }
    Double broadcast = scores.get("broadcast");
    Double array = scores.get("bareLoopOverArray");
    Double list = scores.get("bareLoopOverList");
    return broadcast == null || array == null || list == null
        ? Optional.empty()
        : Optional.of(new BroadcastRatio(broadcast / array, broadcast / list));
  }
}
