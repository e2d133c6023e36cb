package org.pushrelay.transport;

import static java.util.Objects.requireNonNull;

/**
 * One header field.
 *
 * @param name the name, in the spelling it is written with; names compare without regard to case
 * @param value the value, in ISO 8859-1 on the wire
 */
public record Header(String name, String value) {
  /** Checks that neither can break out of its line (RFC 9112, 11.1). */
  public Header {
    requireNonNull(name, "name");
    requireNonNull(value, "value");
    if (breaksLine(name) || breaksLine(value)) {
      throw new IllegalArgumentException("header field: has a CR, LF or NUL");
    }
  }

  private static boolean breaksLine(String text) {
    return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0;
  }
}
