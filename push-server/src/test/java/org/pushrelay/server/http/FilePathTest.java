package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathTest {

  @ParameterizedTest
  @CsvSource({
    "/, '', true",
    "/a, a, false",
    "/a/, a, true",
    "/a/b.c, a|b.c, false",
    "/%41/b%20c/, A|b c, true",
    "/%C3%A4, ä, false",
    "/a%25b, a%b, false",
    "/a;b, a;b, false",
    "/a.., a.., false",
  })
  void aPathIsDecodedOnce(String raw, String names, boolean directory) {
    List<String> expected = names.isEmpty() ? List.of() : List.of(names.split("\\|"));

    assertThat(FilePath.ofEncoded(raw)).contains(new FilePath(expected, directory));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "//",
        "//a",
        "/a//b",
        "/a//",
        "/.",
        "/..",
        "/../a",
        "/a/..",
        "/a/./b",
        "/%2e%2e/a",
        "/.%2E/a",
        "/.htpasswd",
        "/%2ehtpasswd",
        "/a/.git/config",
        "/a%2fb",
        "/a%2F..%2Fb",
        "/a%5cb",
        "/a\\b",
        "/a%00",
        "/a%0a",
        "/a%",
        "/a%4",
        "/a%zz",
        "/a%+1",
        "/a%ff",
        "/a%c0%ae",
        "/\u00e4",
        "/a%\uff11\uff11"
      })
  void aPathWithTwoMeaningsIsNone(String raw) {
    assertThat(FilePath.ofEncoded(raw)).isEmpty();
  }

  @Test
  void aPlainPathIsTakenAsItIs() {
    assertThat(FilePath.ofPlain("/ä%41/b/")).contains(new FilePath(List.of("ä%41", "b"), true));
    assertThat(FilePath.ofPlain("ä")).isEmpty();
    assertThat(FilePath.ofPlain("/../a")).isEmpty();
  }

  @Test
  void aPathBelowAnotherLosesItsNames() {
    FilePath prefix = new FilePath(List.of("a", "b"), true);

    assertThat(new FilePath(List.of("a", "b", "c"), false).below(prefix))
        .contains(new FilePath(List.of("c"), false));
    assertThat(new FilePath(List.of("a", "b"), true).below(prefix))
        .contains(new FilePath(List.of(), true));
    assertThat(new FilePath(List.of("a", "bc"), false).below(prefix)).isEmpty();
    assertThat(new FilePath(List.of("a"), false).below(prefix)).isEmpty();
  }
}
