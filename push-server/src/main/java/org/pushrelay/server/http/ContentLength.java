package org.pushrelay.server.http;

/** How long a body is that a request announces. */
final class ContentLength {

  private ContentLength() {}

  /** The number in the header; 0 if it is none, and the largest one if it is larger still. */
  static long of(String header) {
    long length = 0;
    for (int i = 0; i < header.length(); i++) {
      int digit = header.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        // a transport does not let such a request pass
        return 0;
      }
      if (length > (Long.MAX_VALUE - digit) / 10) {
        return Long.MAX_VALUE;
      }
      length = 10 * length + digit;
    }
    return length;
  }
}
