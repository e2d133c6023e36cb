package org.pushrelay.benchmarks.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pushrelay.benchmarks.load.LoadResult;
import org.pushrelay.benchmarks.report.Sample;

/** What all rounds gave, by work and server. One thread at a time. */
final class Results {
  private final Map<String, Map<String, List<LoadResult>>> runs = new LinkedHashMap<>();
  private final Map<String, List<Double>> idleBytes = new LinkedHashMap<>();

  void add(Work work, String label, LoadResult result) {
    runs.computeIfAbsent(work.title(), title -> new LinkedHashMap<>())
        .computeIfAbsent(label, l -> new ArrayList<>())
        .add(result);
  }

  void addIdle(String label, double bytesPerSubscriber) {
    idleBytes.computeIfAbsent(label, l -> new ArrayList<>()).add(bytesPerSubscriber);
  }

  /** The titles of the works that were done. */
  List<String> works() {
    return List.copyOf(runs.keySet());
  }

  /** One measure of one server in one work; empty if there is none. */
  Optional<Sample> sample(String work, String label, Function<LoadResult, Double> measure) {
    List<Double> values =
        runs.getOrDefault(work, Map.of()).getOrDefault(label, List.of()).stream()
            .map(measure)
            .filter(value -> !value.isNaN())
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Sample.of(values));
  }

  /** Bytes for each subscriber who waits; empty if that was not measured. */
  Optional<Sample> idle(String label) {
    return Optional.ofNullable(idleBytes.get(label)).map(Sample::of);
  }

  /** How many runs there were. */
  long runs() {
    return all().count();
  }

  /** How many of them lost, doubled or misplaced something, or failed. */
  long unclean() {
    return all().filter(result -> !result.isClean()).count();
  }

  private Stream<LoadResult> all() {
    return runs.values().stream()
        .flatMap(byLabel -> byLabel.values().stream())
        .flatMap(List::stream);
  }

  /** All of it, for a program to read. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    runs.forEach(
        (work, byLabel) -> {
          Map<String, Object> servers = new LinkedHashMap<>();
          byLabel.forEach(
              (label, results) ->
                  servers.put(label, results.stream().map(LoadResult::toMap).toList()));
          map.put(work, servers);
        });
    map.put("idle bytes per subscriber", idleBytes);
    return map;
  }
}
