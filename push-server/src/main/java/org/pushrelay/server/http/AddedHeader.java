package org.pushrelay.server.http;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Set;
import org.pushrelay.transport.Header;

/**
 * A header that a configuration adds to answers: one line of nginx's {@code add_header}.
 *
 * @param header the header
 * @param always whether answers of every status get it
 */
public record AddedHeader(Header header, boolean always) {
  private static final Set<Integer> STATUSES =
      Set.of(200, 201, 204, 206, 301, 302, 303, 304, 307, 308);

  /** These say where an answer ends: a wrong one would break the connection. */
  private static final Set<String> RESERVED =
      Set.of("connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade");

  /** Checks that the header is one that may be added. */
  public AddedHeader {
    requireNonNull(header, "header");
    String name = header.name();
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw new IllegalArgumentException("\"" + name + "\" (expected: a header's name)");
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          name + " (expected: a header that the server does not write itself)");
    }
  }

  /** Whether answers with this status get it. */
  boolean isFor(int status) {
    return always || STATUSES.contains(status);
  }

  /** Whether it takes the place of a header with the same name, as nginx has it with these two. */
  boolean replaces() {
    String name = header.name();
    return name.equalsIgnoreCase("Last-Modified") || name.equalsIgnoreCase("ETag");
  }
}
