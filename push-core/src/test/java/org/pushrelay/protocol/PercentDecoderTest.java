package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentDecoderTest {

  @Test
  void decodesOnce() {
    assertThat(PercentDecoder.decode("a%20b%2Fc%2fd", false)).isEqualTo("a b/c/d");
    assertThat(PercentDecoder.decode("%2520", false)).isEqualTo("%20");
    assertThat(PercentDecoder.decode("%E2%82%AC%00", false)).isEqualTo("\u20ac\0");
    assertThat(PercentDecoder.decode("\u00fc%41", false)).isEqualTo("\u00fcA");
  }

  @Test
  void aPlusIsABlankInAQueryOnly() {
    assertThat(PercentDecoder.decode("a+b%2B", true)).isEqualTo("a b+");
    assertThat(PercentDecoder.decode("a+b%2B", false)).isEqualTo("a+b+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%4",
        "a%",
        "%zz",
        "%4g",
        "%-1",
        "%+1",
        "%ff",
        "%C3",
        "%C0%80",
        "%ED%A0%80",
        "%F4%90%80%80"
      })
  void whatCannotBeDecodedIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PercentDecoder.decode(text, true));
  }

  @FuzzTest(maxDuration = "10m")
  void whatWasEncodedComesBackAndOtherTextIsDecodedOrRefused(byte[] input) {
    String text = new String(input, UTF_8);
    String encoded = URLEncoder.encode(text, UTF_8);
    assertThat(PercentDecoder.decode(encoded, true)).isEqualTo(URLDecoder.decode(encoded, UTF_8));
    try {
      assertThat(PercentDecoder.decode(text, false).length()).isLessThanOrEqualTo(text.length());
    } catch (IllegalArgumentException e) {
      assertThat(text).contains("%");
    }
  }
}
