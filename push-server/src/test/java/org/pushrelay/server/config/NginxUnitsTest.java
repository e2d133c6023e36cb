package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NginxUnitsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "8k, 8192",
    "8K, 8192",
    "32m, 33554432",
    "32M, 33554432",
    "1g, 1073741824",
    "2G, 2147483648"
  })
  void sizesAreBytes(String text, long bytes) {
    assertThat(NginxUnits.size(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "k",
        "-1",
        "1.5m",
        "1kb",
        "1t",
        " 1",
        "9999999999999999999",
        "999999999999999999g"
      })
  void whatIsNoSizeIsNone(String text) {
    assertThat(NginxUnits.size(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "5, PT5S",
    "5s, PT5S",
    "500ms, PT0.5S",
    "90m, PT90M",
    "2h, PT2H",
    "1h30m, PT90M",
    "1h 30m, PT90M",
    "1h 30, PT1H30S",
    "1d, P1D",
    "2w, P14D",
    "1M, P30D",
    "1y, P365D",
    "1y 1M 1w 1d 1h 1m 1s 1ms, PT9673H1M1.001S"
  })
  void timesAreNginxs(String text, Duration time) {
    assertThat(NginxUnits.time(text)).hasValue(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "s",
        "-1",
        "1x",
        "1m 1h",
        "1h 1h",
        "5 1s",
        "1,5s",
        "1h-30m",
        "999999999999y"
      })
  void whatIsNoTimeIsNone(String text) {
    assertThat(NginxUnits.time(text)).isEmpty();
  }
}
