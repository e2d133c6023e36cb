package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedGzipTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZip",
        "x-gzip",
        "deflate, gzip",
        "gzip, deflate, br, zstd",
        "gzip;q=1",
        "gzip ; q=0.001",
        "gzip;Q=0.5",
        "br;q=1.0, gzip;q=0.8, *;q=0.1",
        "*",
        "*;q=0.5",
        "identity;q=0, *",
        ",,gzip,,",
        "gzip, *;q=0",
      })
  void theseTakeGzip(String value) {
    assertThat(AcceptedGzip.by(List.of(value))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "deflate, br",
        "gzip;q=0",
        "gzip;q=0.000",
        "gzip;q=0, *",
        "*, gzip;q=0",
        "*;q=0",
        "gzipped",
        "gzip;q=2",
        "gzip;q=0.0001",
        "gzip;q=",
        "gzip;",
        "gzip;level=9",
        "gzip;q=1;q=1",
        "q=1;gzip",
      })
  void theseDoNot(String value) {
    assertThat(AcceptedGzip.by(List.of(value))).isFalse();
  }

  @Test
  void allLinesOfTheHeaderCount() {
    assertThat(AcceptedGzip.by(List.of())).isFalse();
    assertThat(AcceptedGzip.by(List.of("br", "gzip"))).isTrue();
  }
}
