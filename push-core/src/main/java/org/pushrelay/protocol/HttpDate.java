package org.pushrelay.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Dates in headers (RFC 9110, 5.6.7): all three forms are read, with whatever follows them, as
 * nginx reads them; the preferred one is written. What was read and written last is remembered,
 * since all subscribers of a message send and get the same date.
 */
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private static volatile Known written =
      new Known("Thu, 01 Jan 1970 00:00:00 GMT", OptionalLong.of(0));
  private static volatile Known read = written;

  private HttpDate() {}

  private record Known(String text, OptionalLong second) {}

  /** A second since 1970 as a date; one past the year 9999 as the last second of that. */
  static String format(long epochSecond) {
    Known known = written;
    if (known.second().getAsLong() == epochSecond) {
      return known.text();
    }
    String text = FORMAT.format(Instant.ofEpochSecond(Math.min(epochSecond, 253_402_300_799L)));
    written = new Known(text, OptionalLong.of(epochSecond));
    return text;
  }

  /** The second since 1970 that a date says; empty if it is no date. */
  static OptionalLong parse(String text) {
    Known known = read;
    if (known.text().equals(text)) {
      return known.second();
    }
    OptionalLong second = new Reader(text).date();
    read = new Known(text, second);
    return second;
  }

  /** Reads one date from left to right; -1 stands for what is not there. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    OptionalLong date() {
      int comma = text.indexOf(',');
      at = comma >= 0 ? comma + 1 : text.indexOf(' ');
      if (at < 0) {
        return OptionalLong.empty();
      }
      skipBlanks();
      return comma >= 0 ? dayFirst() : monthFirst();
    }

    /**
     * {@code 06 Nov 1994 08:49:37}, and {@code 06-Nov-94 08:49:37} with its two digits for the
     * year.
     */
    private OptionalLong dayFirst() {
      int day = number(2);
      boolean dashed = skip('-');
      skipBlanks();
      int month = month();
      dashed &= skip('-');
      skipBlanks();
      int year = dashed ? century(number(2)) : number(4);
      return second(year, month, day);
    }

    /** {@code Nov 6 08:49:37 1994}. */
    private OptionalLong monthFirst() {
      int month = month();
      skipBlanks();
      int day = at + 1 < text.length() && text.charAt(at + 1) == ' ' ? number(1) : number(2);
      skipBlanks();
      int hour = number(2);
      int minute = skip(':') ? number(2) : -1;
      int second = skip(':') ? number(2) : -1;
      skipBlanks();
      return instant(number(4), month, day, hour, minute, second);
    }

    private OptionalLong second(int year, int month, int day) {
      skipBlanks();
      int hour = number(2);
      int minute = skip(':') ? number(2) : -1;
      int second = skip(':') ? number(2) : -1;
      return instant(year, month, day, hour, minute, second);
    }

    private static OptionalLong instant(
        int year, int month, int day, int hour, int minute, int second) {
      if (year < 0 || second < 0) {
        return OptionalLong.empty();
      }
      try {
        // a leap second (RFC 9110 allows 60) is the last one of its minute
        return OptionalLong.of(
            LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59))
                .toEpochSecond(ZoneOffset.UTC));
      } catch (DateTimeException e) {
        return OptionalLong.empty();
      }
    }

    private static int century(int year) {
      if (year < 0) {
        return -1;
      }
      return year < 70 ? 2000 + year : 1900 + year;
    }

    private int month() {
      if (at + 3 > text.length()) {
        return -1;
      }
      int found = MONTHS.indexOf(text.substring(at, at + 3));
      at += 3;
      return found >= 0 && found % 3 == 0 ? found / 3 + 1 : -1;
    }

    private int number(int digits) {
      int value = 0;
      for (int i = 0; i < digits; i++, at++) {
        int digit = at < text.length() ? Character.digit(text.charAt(at), 10) : -1;
        if (digit < 0) {
          return -1;
        }
        value = 10 * value + digit;
      }
      return value;
    }

    private boolean skip(char expected) {
      boolean there = at < text.length() && text.charAt(at) == expected;
      if (there) {
        at++;
      }
      return there;
    }

    private void skipBlanks() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }
  }
}
