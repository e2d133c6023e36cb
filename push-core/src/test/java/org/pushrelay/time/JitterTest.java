package org.pushrelay.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JitterTest {
  private final Jitter jitter = Jitter.seeded(1);

  @Test
  void shortensByUpToATenth() {
    List<Duration> shorter = Jitter.shorter(Duration.ofSeconds(30));

    assertThat(shorter).hasSize(16).doesNotHaveDuplicates().contains(Duration.ofSeconds(30));
    assertThat(shorter).allMatch(time -> time.compareTo(Duration.ofSeconds(27)) >= 0);
    assertThat(shorter).allMatch(time -> time.compareTo(Duration.ofSeconds(30)) <= 0);
    assertThat(Jitter.shorter(Duration.ZERO)).containsOnly(Duration.ZERO);
  }

  @Test
  void choosesEachOfSeveral() {
    List<String> values = List.of("a", "b", "c");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      seen.add(jitter.oneOf(values));
    }

    assertThat(seen).containsExactlyInAnyOrderElementsOf(values);
    assertThatIllegalArgumentException().isThrownBy(() -> jitter.oneOf(List.of()));
  }

  @Test
  void throwsWholeSecondsFromOneOn() {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      seen.add(jitter.seconds(15));
    }

    assertThat(seen).hasSize(15).contains(1, 15);
    assertThat(jitter.seconds(1)).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> jitter.seconds(0));
  }

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(Jitter.seeded(7).seconds(1000)).isEqualTo(Jitter.seeded(7).seconds(1000));
    assertThat(Jitter.random().seconds(15)).isBetween(1, 15);
  }
}
