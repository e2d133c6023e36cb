package org.pushrelay.server.files;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file (RFC 9110, 14.1.2).
 *
 * @param first the position of its first byte
 * @param length how many bytes it has; 0 if the file has none of those that were asked for
 */
record ByteRange(long first, long length) {
  // more digits than a long has are no position in a file
  private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  /**
   * The part that a client asks for.
   *
   * @param header the {@code Range} header
   * @param size how many bytes the file has
   * @return empty if the header is of no use, or names several parts: then the file is sent whole
   */
  static Optional<ByteRange> parse(String header, long size) {
    Matcher matcher = ONE.matcher(header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? Optional.empty() : Optional.of(end(Long.parseLong(last), size));
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    return to < from ? Optional.empty() : Optional.of(between(from, to, size));
  }

  private static ByteRange end(long length, long size) {
    long available = Math.min(length, size);
    return new ByteRange(size - available, available);
  }

  private static ByteRange between(long first, long last, long size) {
    return new ByteRange(first, Math.max(0, Math.min(last, size - 1) - first + 1));
  }

  /** Returns this range, cut to its first bytes if it is longer than the given number. */
  ByteRange atMost(long bytes) {
    return new ByteRange(first, Math.min(length, bytes));
  }

  /** The {@code Content-Range} header that goes with it. */
  String contentRange(long size) {
    return length == 0
        ? "bytes */" + size
        : "bytes " + first + "-" + (first + length - 1) + "/" + size;
  }
}
