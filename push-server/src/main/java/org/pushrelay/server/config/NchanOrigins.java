package org.pushrelay.server.config;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.protocol.Cors;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/**
 * Reads which pages of other origins may use a location of Nchan's. Other than there, none may
 * unless the configuration says so; those that it names may with credentials unless it says no.
 */
final class NchanOrigins {
  private static final String ORIGIN = "nchan_access_control_allow_origin";
  private static final String CREDENTIALS = "nchan_access_control_allow_credentials";

  private final Values values;
  private final Problems problems;

  NchanOrigins(Values values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  Cors read(Scope scope) {
    boolean credentials = values.flag(scope, CREDENTIALS, true);
    Optional<Directive> directive = scope.find(ORIGIN);
    if (directive.isEmpty()) {
      return Cors.OFF;
    }
    Cors cors = cors(directive.get());
    if (cors.anyOrigin() && credentials) {
      scope
          .find(CREDENTIALS)
          .ifPresent(
              d ->
                  problems.error(
                      d,
                      "cannot be on for any origin (expected: origins that are named by "
                          + ORIGIN
                          + ")"));
      return cors;
    }
    return cors.withCredentials(credentials && !cors.origins().isEmpty());
  }

  private Cors cors(Directive directive) {
    Set<String> origins = new LinkedHashSet<>();
    boolean any = false;
    for (Word word : directive.args()) {
      for (String origin : word.text().strip().split("\\s+", -1)) {
        if (origin.equals("*")) {
          any = true;
        } else if (origin.equals("$http_origin")) {
          any = true;
          problems.note(directive, "allows any origin, which is told by *, without credentials");
        } else if (origin.matches("https?://[^/$]+")) {
          origins.add(origin);
        } else if (!origin.isEmpty()) {
          problems.error(
              directive,
              "has \""
                  + origin
                  + "\" (expected: *, or origins as https://www.example.org, without variables)");
        }
      }
    }
    return any ? Cors.ANY_ORIGIN : new Cors(false, origins, false);
  }
}
