package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void eachIsSetByItself() {
    ConnectionLimits limits =
        ConnectionLimits.DEFAULT
            .withHeadBytes(256)
            .withHead(SECOND)
            .withBody(SECOND.multipliedBy(2))
            .withKeepAlive(Duration.ZERO)
            .withSend(SECOND.multipliedBy(3));

    assertThat(limits)
        .isEqualTo(
            new ConnectionLimits(
                256, SECOND, Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(3)));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    ConnectionLimits limits = ConnectionLimits.DEFAULT;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits.withHeadBytes(255))
        .withMessage("headBytes: 255 (expected: >= 256)");
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withHead(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withBody(SECOND.negated()));
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withKeepAlive(SECOND.negated()));
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withSend(Duration.ZERO));
  }
}
