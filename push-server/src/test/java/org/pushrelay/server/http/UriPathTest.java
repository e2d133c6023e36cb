package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriPathTest {

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/pub, /pub",
    "/pub/, /pub/",
    "//pub, /pub",
    "/a//b///, /a/b/",
    "/a/./b, /a/b",
    "/a/../b, /b",
    "/a/b/.., /a/",
    "/a/., /a/",
    "/..a/.b, /..a/.b",
    "/%70ub, /pub",
    "/a%2Fb, /a/b",
    "/a/%2e%2E/b, /b",
    "/a%20b, '/a b'",
    "/%C3%A9, /é",
    "/%E9, /é",
    "/a%3Fb, /a?b",
    "/a;b=c, /a;b=c"
  })
  void pathsAreDecodedAndWithoutDots(String raw, String path) {
    assertThat(UriPath.normalise(raw)).hasValue(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "a", "/..", "/a/../..", "/%2e%2e/a", "/a%", "/a%4", "/a%zz", "/a%00b"})
  void pathsThatAreNoneOrLeaveTheRootAreRefused(String raw) {
    assertThat(UriPath.normalise(raw)).isEmpty();
  }
}
