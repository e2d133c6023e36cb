package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogLineTest {
  private static final ZonedDateTime TIME =
      ZonedDateTime.of(2026, 11, 3, 1, 30, 6, 999_000_000, ZoneOffset.ofHours(-7));

  private static AccessLogLine line(String user, String request, String userAgent) {
    return new AccessLogLine("192.0.2.1", user, TIME, request, 200, 5, "", userAgent);
  }

  @Test
  void aLineIsInTheCombinedFormat() {
    AccessLogLine line =
        new AccessLogLine(
            "2001:db8::1",
            "ann",
            TIME,
            "GET /sub?id=news HTTP/1.1",
            304,
            0,
            "http://example.org/",
            "curl/8.5");

    assertThat(line.combined())
        .isEqualTo(
            "2001:db8::1 - ann [03/Nov/2026:01:30:06 -0700] \"GET /sub?id=news HTTP/1.1\" 304 0"
                + " \"http://example.org/\" \"curl/8.5\"");
  }

  @Test
  void whatIsNotThereIsADash() {
    assertThat(line("", "", "").combined())
        .isEqualTo("192.0.2.1 - - [03/Nov/2026:01:30:06 -0700] \"-\" 200 5 \"-\" \"-\"");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "quote \" here, quote \\x22 here",
        "back\\slash, back\\x5Cslash",
        "tilde ~ and 'tick', tilde ~ and 'tick'",
        "\u00e9, \\xE9",
        "\u00c3\u00a9, \\xC3\\xA9",
        "\u20ac\u00e9, \\xE2\\x82\\xAC\\xC3\\xA9",
        "${jndi:ldap://x}, ${jndi:ldap://x}",
      })
  void whatCouldMisleadAReaderIsEscaped(String sent, String logged) {
    assertThat(line("", "", sent).combined()).endsWith("\"" + logged + "\"");
  }

  @Test
  void nothingEndsTheLineOrReachesATerminal() {
    String controls = "a\r\nb\tc\0d\u001b[31me\u007ff\u0085g\u2028h";

    assertThat(line(controls, controls, controls).combined())
        .contains("a\\x0D\\x0Ab\\x09c\\x00d\\x1B[31me\\x7Ff")
        .matches("[ -~]*");
  }
}
