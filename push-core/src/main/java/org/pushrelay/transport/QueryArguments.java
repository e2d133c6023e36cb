package org.pushrelay.transport;

import java.util.Optional;

/** Finds arguments in a query as nginx does: raw, and the first one counts. */
final class QueryArguments {

  private QueryArguments() {}

  static Optional<String> first(String query, String name) {
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
