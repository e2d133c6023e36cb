package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

  @ParameterizedTest
  @CsvSource({
    "/, /, '', ''",
    "/a/b?c=d?e&f, /a/b, c=d?e&f, ''",
    "/?, /, '', ''",
    "//x/y, //x/y, '', ''",
    "/a%2f?%23, /a%2f, %23, ''",
    "*, *, '', ''",
    "http://x, /, '', x",
    "http://x/, /, '', x",
    "HTTP://x:80/a?b, /a, b, x:80",
    "https://[::1]:80?b, /, b, [::1]:80",
    "http:///a, /a, '', ''",
    "http://x//y, //y, '', x"
  })
  void allFormsAreTakenApart(String text, String path, String query, String authority) {
    assertThat(RequestTarget.parse(text)).hasValue(new RequestTarget(path, query, authority));
  }

  @Test
  void bytesAboveAsciiAreUtf8() {
    assertThat(RequestTarget.parse("/\u00c3\u00bc?\u00e2\u0082\u00ac"))
        .hasValue(new RequestTarget("/\u00fc", "\u20ac", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "x:80",
        "?a",
        "**",
        "*a",
        "ftp://x/a",
        "http:/x/a",
        "/a#b",
        "/a b",
        "/a\tb",
        "/a\0",
        "/a\u007f",
        "http://x/#a",
        "http://a@x/",
        "http://x\\y/",
        // not UTF-8: alone, cut, too long, half of a pair
        "/\u00fc",
        "/\u00c3",
        "/\u00c0\u0080",
        "/\u00ed\u00a0\u0080"
      })
  void whatIsNoneIsRefused(String text) {
    assertThat(RequestTarget.parse(text)).isEmpty();
  }
}
