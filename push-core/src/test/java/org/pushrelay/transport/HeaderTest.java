package org.pushrelay.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\r\nX-Evil: 1", "a\0b", "\n"})
  void cannotBreakOutOfItsLine(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Header("X", text));
    assertThatIllegalArgumentException().isThrownBy(() -> new Header(text, "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "\t", "\u00fc", "\"quoted\""})
  void takesAnyOtherValueAsItIs(String value) {
    assertThat(new Header("X", value).value()).isEqualTo(value);
  }
}
