package org.pushrelay.transport;

import java.util.Optional;

/** Finds arguments in a query as nginx does: raw, and the first one counts. */
public final class QueryArguments {

  private QueryArguments() {}

  /**
   * The value of the first argument of that name, which compares without regard to case.
   *
   * @param query without the question mark, percent-encoded as it came
   * @return the value, percent-encoded as it came; empty without the argument, and without a value
   */
  public static Optional<String> first(String query, String name) {
    int start = 0;
    while (start <= query.length()) {
      int end = query.indexOf('&', start);
      if (end < 0) {
        end = query.length();
      }
      if (isNamed(query, start, end, name)) {
        return Optional.of(query.substring(start + name.length() + 1, end));
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  private static boolean isNamed(String query, int start, int end, String name) {
    int equals = start + name.length();
    return equals < end
        && query.charAt(equals) == '='
        && query.regionMatches(true, start, name, 0, name.length());
  }
}
