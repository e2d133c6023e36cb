package org.pushrelay.server.files;

import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.pushrelay.transport.Header;

/**
 * What tells one state of a file from another (RFC 9110, 8.8).
 *
 * @param etag made of its time, in milliseconds, and its size
 * @param lastModified in seconds since 1970
 */
record Validators(String etag, long lastModified) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** What cannot be read as a date: it is before all of them. */
  static final long NO_DATE = Long.MIN_VALUE;

  static Validators of(FileTime modified, long size) {
    String etag = Long.toHexString(modified.toMillis()) + "-" + Long.toHexString(size);
    return new Validators('"' + etag + '"', Math.floorDiv(modified.toMillis(), 1000L));
  }

  List<Header> headers() {
    return List.of(
        new Header("Last-Modified", DATE.format(Instant.ofEpochSecond(lastModified))),
        new Header("ETag", etag));
  }

  /** A date in a request, in seconds since 1970. */
  static long second(String date) {
    try {
      return Instant.from(DATE.parse(date.strip())).getEpochSecond();
    } catch (DateTimeException e) {
      return NO_DATE;
    }
  }
}
