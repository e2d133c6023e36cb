package org.pushrelay.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times in nginx's units. */
final class NginxUnits {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})([kKmMgG]?)");
  private static final Pattern PART = Pattern.compile("\\s*(\\d{1,12})(ms|[smhdwMy]?)\\s*");

  /** From the largest to the smallest, as they have to follow each other. */
  private static final List<String> TIMES = List.of("y", "M", "w", "d", "h", "m", "s", "ms");

  private static final long[] MILLIS = {
    Duration.ofDays(365).toMillis(),
    Duration.ofDays(30).toMillis(),
    Duration.ofDays(7).toMillis(),
    Duration.ofDays(1).toMillis(),
    Duration.ofHours(1).toMillis(),
    Duration.ofMinutes(1).toMillis(),
    1000,
    1
  };

  private NginxUnits() {}

  /** A number of bytes, as {@code 8k}, {@code 32M} or {@code 1g}; nothing if it is none. */
  static OptionalLong size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    int shift =
        switch (matcher.group(2)) {
          case "k", "K" -> 10;
          case "m", "M" -> 20;
          case "g", "G" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    return number > Long.MAX_VALUE >> shift
        ? OptionalLong.empty()
        : OptionalLong.of(number << shift);
  }

  /** A time, as {@code 5}, {@code 2h} or {@code 1h 30m}; nothing if it is none. */
  static Optional<Duration> time(String text) {
    Matcher matcher = PART.matcher(text);
    long millis = 0;
    int end = 0;
    int next = 0;
    while (end < text.length()) {
      if (!matcher.find() || matcher.start() != end) {
        return Optional.empty();
      }
      end = matcher.end();
      String unit = matcher.group(2).isEmpty() ? "s" : matcher.group(2);
      int index = TIMES.indexOf(unit);
      // a number without a unit is seconds, and the last part
      if (index < next || (matcher.group(2).isEmpty() && end < text.length())) {
        return Optional.empty();
      }
      next = index + 1;
      millis += Long.parseLong(matcher.group(1)) * MILLIS[index];
      if (millis < 0) {
        return Optional.empty();
      }
    }
    return end == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }
}
