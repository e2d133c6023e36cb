package org.pushrelay.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryReadingsTest {

  @Test
  void readsTheTotalOfAClassHistogram() throws Exception {
    String histogram =
        """
        4711:
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         21438        1894136  [B (java.base@17.0.15)
        Total        123456        7890123
        """;

    assertThat(HistogramTotal.bytes(histogram)).isEqualTo(7_890_123);
  }

  @Test
  void saysThatThereIsNoHistogram() {
    assertThatThrownBy(() -> HistogramTotal.bytes("4711: no such process\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such process");
  }

  @Test
  void readsTheProportionalSetSize() throws Exception {
    List<String> rollup = List.of("Rss:  13476 kB", "Pss:    8892 kB", "Pss_Anon:  1934 kB");

    assertThat(ProportionalSetSize.bytes(rollup)).isEqualTo(8892 * 1024);
  }

  @Test
  void processorTimeGoesOn() throws Exception {
    CpuClock clock = new CpuClock(Set.of(ProcessHandle.current().pid()), Set.of());

    long before = clock.nanos();
    long work = 0;
    for (int i = 0; i < 10_000_000; i++) {
      work += i ^ work;
    }

    assertThat(clock.nanos()).as("%d", work).isGreaterThan(before);
  }
}
