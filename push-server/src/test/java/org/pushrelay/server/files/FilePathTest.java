package org.pushrelay.server.files;

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
    "/A/b c/, A|b c, true",
    "/ä%41, ä%41, false",
    "/a;b, a;b, false",
    "/a.., a.., false",
    "/.well-known/a, .well-known|a, false",
  })
  void aPathIsTakenAsItIs(String path, String names, boolean directory) {
    List<String> expected = names.isEmpty() ? List.of() : List.of(names.split("\\|"));

    assertThat(FilePath.of(path)).contains(new FilePath(expected, directory));
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
        "/.htpasswd",
        "/a/.git/config",
        "/a\\b",
        "/a\0",
        "/a\n"
      })
  void aPathWithTwoMeaningsIsNone(String path) {
    assertThat(FilePath.of(path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "/, ''", "/a, a", "/a/, a", "/.a/b, .a|b"})
  void aPrefixIsAnyNames(String prefix, String names) {
    List<String> expected = names.isEmpty() ? List.of() : List.of(names.split("\\|"));

    assertThat(FilePath.ofPrefix(prefix)).isEqualTo(new FilePath(expected, true));
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
