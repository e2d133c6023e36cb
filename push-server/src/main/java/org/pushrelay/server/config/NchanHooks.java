package org.pushrelay.server.config;

import java.util.Optional;
import org.pushrelay.server.text.Directive;

/** Reads which locations have a say at an endpoint of Nchan's. */
final class NchanHooks {
  private final Variables variables;
  private final Problems problems;

  NchanHooks(Variables variables, Problems problems) {
    this.variables = variables.and(AccessRequestVariables.names());
    this.problems = problems;
  }

  HookConfig read(Scope scope) {
    return new HookConfig(
        uri(scope, "nchan_authorize_request"),
        uri(scope, "nchan_publisher_upstream_request"),
        uri(scope, "nchan_subscribe_request"),
        uri(scope, "nchan_unsubscribe_request"));
  }

  private Optional<HookUri> uri(Scope scope, String name) {
    return scope.find(name).filter(this::isPath).map(this::uri);
  }

  private boolean isPath(Directive directive) {
    String text = directive.arg(0);
    boolean fits = text.startsWith("/") || text.startsWith("$");
    if (!fits) {
      problems.error(
          directive,
          "is \"" + text + "\" (expected: the path of a location of this server, as /auth)");
    }
    return fits;
  }

  private HookUri uri(Directive directive) {
    return new HookUri(
        directive.name(),
        directive.position(),
        Template.parse(directive, directive.arg(0), variables, problems));
  }
}
