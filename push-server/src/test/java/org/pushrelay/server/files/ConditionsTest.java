package org.pushrelay.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.testkit.InMemoryExchange;

/** RFC 9110, 13.2.2. */
class ConditionsTest {
  private static final String SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String OLDER = "Sun, 06 Nov 1994 08:49:36 GMT";
  private static final String NEWER = "Sun, 06 Nov 1994 08:49:38 GMT";
  private static final Validators FILE = new Validators("\"1-a\"", 784_111_777);

  /** Headers as {@code Name=value;Name=value}. */
  private static Conditions conditions(String headers) {
    InMemoryExchange.Builder request = InMemoryExchange.request("GET", "/");
    for (String header : headers.split(";", -1)) {
      String[] parts = header.split("=", 2);
      String value = parts[1].replace("SAME", SAME).replace("OLDER", OLDER).replace("NEWER", NEWER);
      request.header(parts[0], value.replace('\'', '"'));
    }
    return Conditions.of(request.build().request());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "If-None-Match='1-a', true",
        "If-None-Match=W/'1-a', true",
        "If-None-Match=*, true",
        "`If-None-Match='x', '1-a'`, true",
        "If-None-Match='x', false",
        "If-None-Match='x';If-Modified-Since=NEWER, false",
        "If-Modified-Since=OLDER, false",
        "If-Modified-Since=SAME, true",
        "If-Modified-Since=NEWER, true",
        "If-Modified-Since=yesterday, false",
        "Other=x, false",
      })
  void theClientHasIt(String headers, boolean known) {
    assertThat(conditions(headers).isKnown(FILE)).isEqualTo(known);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "If-Match='1-a', false",
        "If-Match=*, false",
        "If-Match='x', true",
        "If-Match=*;If-Unmodified-Since=OLDER, false",
        "If-Unmodified-Since=OLDER, true",
        "If-Unmodified-Since=SAME, false",
        "If-Unmodified-Since=yesterday, false",
        "Other=x, false",
      })
  void theClientWantsAnotherOne(String headers, boolean fails) {
    assertThat(conditions(headers).fail(FILE)).isEqualTo(fails);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "If-Range='1-a', true",
        "If-Range=W/'1-a', false",
        "If-Range='x', false",
        "If-Range=SAME, true",
        "If-Range=OLDER, false",
        "If-Range=NEWER, false",
        "Other=x, true",
      })
  void aPartIsOfUse(String headers, boolean useful) {
    assertThat(conditions(headers).allowRange(FILE)).isEqualTo(useful);
  }
}
