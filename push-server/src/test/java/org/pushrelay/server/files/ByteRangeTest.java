package org.pushrelay.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, bytes 0-0/10",
    "bytes=2-4, bytes 2-4/10",
    "bytes=2-, bytes 2-9/10",
    "bytes=2-99, bytes 2-9/10",
    "bytes=9-9, bytes 9-9/10",
    "bytes=-3, bytes 7-9/10",
    "bytes=-99, bytes 0-9/10",
    "bytes=0-999999999999999999, bytes 0-9/10",
    "bytes=10-, bytes */10",
    "bytes=10-20, bytes */10",
    "bytes=-0, bytes */10",
  })
  void aPartIsWithinTheFile(String header, String contentRange) {
    assertThat(ByteRange.parse(header, 10).orElseThrow().contentRange(10)).isEqualTo(contentRange);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=4-2",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "lines=0-1",
        "bytes=9999999999999999999-",
      })
  void whatIsOfNoUseIsNoPart(String header) {
    assertThat(ByteRange.parse(header, 10)).isEmpty();
  }

  @Test
  void anEmptyFileHasNoParts() {
    assertThat(ByteRange.parse("bytes=0-", 0).orElseThrow().length()).isZero();
    assertThat(ByteRange.parse("bytes=-5", 0).orElseThrow().length()).isZero();
  }

  @Test
  void aLongPartIsSentInPieces() {
    ByteRange part = ByteRange.parse("bytes=5-", 10_000_000_000L).orElseThrow();

    assertThat(part.atMost(100).contentRange(10_000_000_000L)).isEqualTo("bytes 5-104/10000000000");
  }
}
