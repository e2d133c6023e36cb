package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentLengthTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1048576, 1048576",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, 9223372036854775807",
    "99999999999999999999999, 9223372036854775807",
    "'', 0",
    "-1, 0",
    "1e3, 0",
  })
  void theNumberIsRead(String header, long length) {
    assertThat(ContentLength.of(header)).isEqualTo(length);
  }
}
