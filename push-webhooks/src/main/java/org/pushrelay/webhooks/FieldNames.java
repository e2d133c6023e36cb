package org.pushrelay.webhooks;

import java.util.Map;

/**
 * Names of header fields as they are usually written. The HTTP client tells them in lower case,
 * whatever the application has sent.
 */
final class FieldNames {
  private static final Map<String, String> EXCEPTIONS =
      Map.of("etag", "ETag", "www-authenticate", "WWW-Authenticate");

  private FieldNames() {}

  /** Returns a name that is given in lower case with a capital letter at each word's beginning. */
  static String written(String name) {
    String exception = EXCEPTIONS.get(name);
    if (exception != null) {
      return exception;
    }
    StringBuilder written = new StringBuilder(name);
    for (int i = 0; i < written.length(); i++) {
      if (i == 0 || written.charAt(i - 1) == '-') {
        written.setCharAt(i, Character.toUpperCase(written.charAt(i)));
      }
    }
    return written.toString();
  }
}
