package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.pushrelay.protocol.Cors;
import org.pushrelay.server.config.LocationSettings.HeaderTemplate;
import org.pushrelay.server.text.Directive;

/** Reads {@code add_header}. */
final class AddedHeaderReader {
  /** What a header's name looks like (RFC 9110, 5.6.2). */
  static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** These say where a response ends, or what it is: a wrong one would break the connection. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "date",
          "keep-alive",
          "transfer-encoding",
          "upgrade");

  private final Variables variables;
  private final Problems problems;

  AddedHeaderReader(Variables variables, Problems problems) {
    this.variables = variables;
    this.problems = problems;
  }

  /** Whether a header is the server's own. */
  static boolean isReserved(String name) {
    return RESERVED.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The headers of a scope.
   *
   * @param content what answers there, which sends headers of its own
   */
  List<HeaderTemplate> read(Scope scope, LocationContent content) {
    List<HeaderTemplate> headers = new ArrayList<>();
    for (Directive directive : scope.all("add_header")) {
      String name = directive.arg(0);
      if (!name.matches(TOKEN)) {
        problems.error(directive, "has the name \"" + name + "\" (expected: a header's name)");
      }
      if (name.equalsIgnoreCase("Content-Length") && directive.arg(1).equals("0")) {
        problems.note(directive, "has no effect: the relay sets Content-Length");
        continue;
      }
      noteSecond(directive, scope, content);
      if (isReserved(name)) {
        problems.error(directive, "cannot add " + name + ": the server sets it");
      }
      boolean always = directive.args().size() == 3;
      if (always && !directive.arg(2).equals("always")) {
        problems.error(
            directive,
            "has \"" + directive.arg(2) + "\" behind the value (expected: always, or ;)");
      }
      if (directive.arg(1).matches("(?s).*[\\r\\n\\x00].*")) {
        problems.error(directive, "has a line break in its value");
      }
      headers.add(
          new HeaderTemplate(
              name, Template.parse(directive, directive.arg(1), variables, problems), always));
    }
    return headers;
  }

  /** A header that is sent already would be sent twice. */
  private void noteSecond(Directive directive, Scope scope, LocationContent content) {
    String name = directive.arg(0);
    if (name.equalsIgnoreCase("Access-Control-Allow-Origin") && !content.cors().equals(Cors.OFF)) {
      problems.note(
          directive,
          "adds a second "
              + name
              + ", with which browsers reject the response (expected:"
              + " nchan_access_control_allow_origin alone)");
    }
    if (name.equalsIgnoreCase("Content-Type") && scope.find("default_type").isPresent()) {
      problems.note(directive, "adds a second Content-Type (expected: default_type alone)");
    }
  }
}
