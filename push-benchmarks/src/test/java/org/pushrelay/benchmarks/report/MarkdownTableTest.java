package org.pushrelay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {
  private final MarkdownTable table = new MarkdownTable(List.of("work", "jetty", "nchan"));

  @Test
  void numbersStandAtTheRight() {
    table.row(List.of("a | b", "1", "2"));

    assertThat(table)
        .hasToString(
            """
            | work | jetty | nchan |
            | --- | ---: | ---: |
            | a \\| b | 1 | 2 |
            """);
  }

  @Test
  void aRowHasAsManyCellsAsTheHead() {
    assertThatThrownBy(() -> table.row(List.of("a", "1")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
