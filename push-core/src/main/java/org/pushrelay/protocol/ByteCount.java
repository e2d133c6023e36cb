package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers of bytes as Nchan writes them: {@code 1000}, {@code 512k}, {@code 0.5G}. */
final class ByteCount {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?)([kKmMgG]?)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private ByteCount() {}

  /**
   * Reads a number of bytes.
   *
   * @throws IllegalArgumentException if it is none
   */
  static long parse(String text) {
    Matcher parts = SIZE.matcher(text);
    checkArgument(parts.matches(), "size: %s (expected: a number, and perhaps k, m or G)", text);
    BigDecimal number = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit(parts)));
    checkArgument(
        number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0, "size: %s is too large", text);
    return number.longValue();
  }

  private static long unit(Matcher parts) {
    return switch (parts.group(2)) {
      case "k", "K" -> 1L << 10;
      case "m", "M" -> 1L << 20;
      case "g", "G" -> 1L << 30;
      default -> 1;
    };
  }

  /**
   * Reads a whole number.
   *
   * @throws IllegalArgumentException if it is none
   */
  static long parseNumber(String text) {
    checkArgument(NUMBER.matcher(text).matches(), "number: %s (expected: digits)", text);
    return Long.parseLong(text);
  }
}
