package org.pushrelay.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.pushrelay.benchmarks.load.Latency;
import org.pushrelay.benchmarks.load.LoadResult;

class ReportTest {
  private static final Work WORK = Work.of("broadcast", 1, "--subs 1");
  private static final Work PUBLISH = Work.of("publish", 0, "--mode publish");

  private final Results results = new Results();

  @Test
  void saysMedianRangeAndRatioToNchan() {
    add(WORK, "jetty", 30, 10, 20);
    add(WORK, "nchan", 10, 10, 12);

    assertThat(new Report(List.of("jetty", "nchan"), results).table(Measure.CPU))
        .isEqualTo(
            """
            | work (µs) | jetty | nchan |
            | --- | ---: | ---: |
            | broadcast | 20.0 (10.0 to 30.0), **2.00×** | 10.0 (10.0 to 12.0) |
            """);
  }

  @Test
  void comparesWithNobodyWhereThereIsNoNchan() {
    add(WORK, "jetty", 20);
    Report report = new Report(List.of("jetty"), results);

    assertThat(report.table(Measure.CPU)).contains("| broadcast | 20.0 (20.0 to 20.0) |");
    assertThat(report.chart(Measure.CPU).reference()).isZero();
    assertThat(report.chart(Measure.CPU).groups().get(0).bars().get(0).length()).isEqualTo(20);
  }

  @Test
  void publishingAloneHasNoLatency() {
    add(WORK, "jetty", 20);
    add(PUBLISH, "jetty", 20);

    assertThat(new Report(List.of("jetty"), results).table(Measure.P99))
        .contains("broadcast")
        .doesNotContain("publish");
  }

  @Test
  void chartsAreMultiplesOfNchan() {
    add(WORK, "jetty", 20);
    add(WORK, "nchan", 10);

    assertThat(
            new Report(List.of("jetty", "nchan"), results)
                .chart(Measure.CPU)
                .groups()
                .get(0)
                .bars())
        .extracting(bar -> bar.length() + ", " + bar.label())
        .containsExactly("2.0, 20.0 µs (2.00×)", "1.0, 10.0 µs");
  }

  private void add(Work work, String label, double... cpuMicros) {
    for (double micros : cpuMicros) {
      results.add(work, label, result(work.subscribers(), micros));
    }
  }

  private static LoadResult result(int subscribers, double cpuMicros) {
    return new LoadResult(
        subscribers,
        subscribers,
        1,
        subscribers,
        0,
        0,
        0,
        0,
        0,
        "",
        0,
        0,
        1,
        OptionalDouble.of(cpuMicros / 1e6),
        OptionalDouble.empty(),
        new Latency(1, 2, 3));
  }
}
