package org.pushrelay.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JitterTest {
  private final Jitter jitter = Jitter.seeded(1);

  @Test
  void shortensByUpToATenth() {
    Set<Duration> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      seen.add(jitter.shorten(Duration.ofSeconds(30)));
    }

    assertThat(seen).allMatch(time -> time.compareTo(Duration.ofSeconds(27)) >= 0);
    assertThat(seen).allMatch(time -> time.compareTo(Duration.ofSeconds(30)) <= 0);
    assertThat(seen).hasSizeBetween(10, 16);
    assertThat(jitter.shorten(Duration.ZERO)).isZero();
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
