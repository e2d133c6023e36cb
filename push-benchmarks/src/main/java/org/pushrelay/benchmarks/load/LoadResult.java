package org.pushrelay.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a run has measured.
 *
 * @param subscribers how many there should be
 * @param connected how many there were
 * @param published messages that were measured
 * @param deliveries how often one of them came to a subscriber
 * @param missing messages that did not come
 * @param duplicates messages that came again
 * @param outOfOrder messages that came after a later one
 * @param foreign messages that their subscriber should never see
 * @param errors requests that failed
 * @param firstError the first of them, or the first end of a connection; empty for none
 * @param timeouts answers without a message
 * @param reconnects connections that ended, and were opened again
 * @param seconds from the first measured publish to the last delivery
 * @param cpuSeconds processor time of the server for it; empty if it was not to be measured
 * @param holdCpuSeconds the same while all were held and nothing happened
 * @param latency how long messages took
 */
public record LoadResult(
    int subscribers,
    int connected,
    long published,
    long deliveries,
    long missing,
    long duplicates,
    long outOfOrder,
    long foreign,
    long errors,
    String firstError,
    long timeouts,
    long reconnects,
    double seconds,
    OptionalDouble cpuSeconds,
    OptionalDouble holdCpuSeconds,
    Latency latency) {

  /** Whether each subscriber got each message exactly once and in order, and nothing failed. */
  public boolean isClean() {
    return connected == subscribers
        && missing == 0
        && duplicates == 0
        && outOfOrder == 0
        && foreign == 0
        && errors == 0;
  }

  /** Returns the number of deliveries, or of publishes where there are no subscribers. */
  public long units() {
    return subscribers == 0 ? published : deliveries;
  }

  /** Processor time of the server for each delivery, or each publish. */
  public OptionalDouble cpuMicrosPerUnit() {
    return cpuSeconds.isPresent() && units() > 0
        ? OptionalDouble.of(cpuSeconds.getAsDouble() * 1e6 / units())
        : OptionalDouble.empty();
  }

  /** Deliveries, or publishes, in a second. */
  public double unitsPerSecond() {
    return seconds > 0 ? units() / seconds : 0;
  }

  /** All of it by name, for a program to read. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("clean", isClean());
    map.put("subscribers", subscribers);
    map.put("connected", connected);
    map.put("published", published);
    map.put("deliveries", deliveries);
    map.put("missing", missing);
    map.put("duplicates", duplicates);
    map.put("out_of_order", outOfOrder);
    map.put("foreign", foreign);
    map.put("errors", errors);
    map.put("first_error", firstError);
    map.put("timeouts", timeouts);
    map.put("reconnects", reconnects);
    map.put("seconds", seconds);
    map.put("per_second", unitsPerSecond());
    putPresent(map, "server_cpu_s", cpuSeconds);
    putPresent(map, "server_cpu_us_per", cpuMicrosPerUnit());
    putPresent(map, "hold_cpu_s", holdCpuSeconds);
    map.put("latency_p50_us", latency.p50Micros());
    map.put("latency_p99_us", latency.p99Micros());
    map.put("latency_max_us", latency.maxMicros());
    return map;
  }

  private static void putPresent(Map<String, Object> map, String name, OptionalDouble value) {
    value.ifPresent(v -> map.put(name, v));
  }
}
