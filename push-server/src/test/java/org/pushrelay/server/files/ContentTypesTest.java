package org.pushrelay.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTypesTest {

  @ParameterizedTest
  @CsvSource({
    "index.html, text/html",
    "INDEX.HTM, text/html",
    "a.b.js, text/javascript",
    "archive.tar.gz, application/gzip",
    "style.css, text/css",
    "logo.svg, image/svg+xml",
    "README, other/type",
    "a.unknown, other/type",
    "ends.with., other/type",
  })
  void theEndingTells(String name, String type) {
    assertThat(ContentTypes.of(name, "other/type")).isEqualTo(type);
  }
}
