package org.pushrelay.netty;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date header (RFC 9110, 6.6.1), made once a second. One thread at a time. */
final class DateLine {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private long second = -1;
  private String line = "";
  private String value = "";

  /** The second that the line is of. */
  long second() {
    update();
    return second;
  }

  /** The whole header line with its end. */
  String line() {
    update();
    return line;
  }

  /** The value only. */
  String value() {
    update();
    return value;
  }

  private void update() {
    long now = System.currentTimeMillis() / 1000;
    if (now != second) {
      second = now;
      value = FORMAT.format(Instant.ofEpochSecond(now));
      line = "Date: " + value + "\r\n";
    }
  }
}
