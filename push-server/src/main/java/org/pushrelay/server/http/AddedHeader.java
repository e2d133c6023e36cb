package org.pushrelay.server.http;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import org.pushrelay.server.config.LocationSettings.HeaderTemplate;
import org.pushrelay.server.config.VariableContext;
import org.pushrelay.transport.Header;

/**
 * A header that a configuration adds to the response of one request.
 *
 * @param header the header; it is not sent if its value is empty
 * @param always whether answers of every status get it
 */
record AddedHeader(Header header, boolean always) {
  private static final Set<Integer> STATUSES =
      Set.of(200, 201, 204, 206, 301, 302, 303, 304, 307, 308);

  /** Checks that there is a header. */
  AddedHeader {
    requireNonNull(header, "header");
  }

  /** The headers for a request, with what it has for their variables. */
  static List<AddedHeader> evaluate(List<HeaderTemplate> templates, VariableContext request) {
    if (templates.isEmpty()) {
      return List.of();
    }
    return templates.stream()
        .map(
            template -> {
              // a client must not end the header
              String value = template.value().of(request).replaceAll("[\\r\\n\\x00]", " ");
              return new AddedHeader(new Header(template.name(), value), template.always());
            })
        .toList();
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
