package org.pushrelay.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 GMT; length=5",
        "sunday,06 Nov 1994 08:49:37 whatever"
      })
  void readsAllThreeFormsAndWhateverFollows(String text) {
    assertThat(HttpDate.parse(text)).hasValue(784_111_777);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "784111777",
        "garbage",
        "Sun, 06 Nov",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 ovD 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08-49-37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun Nov",
        "Sun Nov 6 ",
        "06 Nov 1994 08:49:37 GMT"
      })
  void whatIsNoDateIsNone(String text) {
    assertThat(HttpDate.parse(text)).isEmpty();
  }

  @Test
  void aLeapSecondIsTheLastOfItsMinute() {
    assertThat(HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT"))
        .isEqualTo(HttpDate.parse("Sat, 31 Dec 2016 23:59:59 GMT"))
        .isPresent();
  }

  @Test
  void twoDigitsAreAYearFrom1970To2069() {
    assertThat(HttpDate.parse("Thursday, 01-Jan-70 00:00:00 GMT")).hasValue(0);
    assertThat(HttpDate.parse("Tuesday, 01-Jan-69 00:00:00 GMT")).hasValue(3_124_224_000L);
  }

  @Test
  void whatItWritesItReads() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      long second = (long) (random.nextDouble() * 253_402_300_799L);
      assertThat(HttpDate.parse(HttpDate.format(second))).hasValue(second);
    }
    assertThat(HttpDate.format(0)).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
    assertThat(HttpDate.format(Long.MAX_VALUE)).isEqualTo("Fri, 31 Dec 9999 23:59:59 GMT");
  }

  @FuzzTest(maxDuration = "10m")
  void anyTextIsNoDateOrOneThatIsWrittenAndReadAgain(byte[] input) {
    String text = new String(input, java.nio.charset.StandardCharsets.ISO_8859_1);

    HttpDate.parse(text)
        .ifPresent(
            second -> {
              if (second >= 0) {
                assertThat(HttpDate.parse(HttpDate.format(second))).hasValue(second);
              }
            });
  }
}
