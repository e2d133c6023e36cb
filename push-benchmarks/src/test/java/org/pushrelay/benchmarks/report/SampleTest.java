package org.pushrelay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {

  @Test
  void theMedianOfThreeIsTheOneInTheMiddle() {
    assertThat(Sample.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Sample(2, 1, 9));
  }

  @Test
  void theMedianOfFourIsBetweenTheTwoInTheMiddle() {
    assertThat(Sample.of(List.of(4.0, 1.0, 3.0, 100.0))).isEqualTo(new Sample(3.5, 1, 100));
  }

  @Test
  void oneValueIsAllThree() {
    assertThat(Sample.of(List.of(5.0))).isEqualTo(new Sample(5, 5, 5));
  }

  @Test
  void noValuesAreNoSample() {
    assertThatThrownBy(() -> Sample.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
