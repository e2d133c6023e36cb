package org.pushrelay.server.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.server.access.AddressRule;
import org.pushrelay.server.access.AddressRules;
import org.pushrelay.server.access.Htpasswd;
import org.pushrelay.server.access.RealIp;
import org.pushrelay.server.config.LocationSettings.BasicAuth;
import org.pushrelay.server.text.Directive;

/** Reads who clients are, and which of them may come. */
final class AccessReader {
  private static final String REAL_IP_HEADER = "X-Real-IP";

  private final Path base;
  private final Variables variables;
  private final DirectiveArguments values;
  private final Problems problems;

  AccessReader(Path base, Variables variables, DirectiveArguments values, Problems problems) {
    this.base = base;
    this.variables = variables;
    this.values = values;
    this.problems = problems;
  }

  AddressRules rules(Scope scope) {
    List<AddressRule> rules = new ArrayList<>();
    for (Directive directive : scope.all("allow", "deny")) {
      String addresses = directive.arg(0);
      try {
        rules.add(
            directive.name().equals("allow")
                ? AddressRule.allow(addresses)
                : AddressRule.deny(addresses));
      } catch (IllegalArgumentException e) {
        problems.error(directive, "is " + e.getMessage());
      }
    }
    return AddressRules.of(rules);
  }

  /** Whose word counts for where a client is. */
  Optional<RealIp> realIp(Scope scope) {
    String header = scope.find("real_ip_header").map(d -> d.arg(0)).orElse(REAL_IP_HEADER);
    if (!header.matches("[A-Za-z0-9-]+")) {
      scope
          .find("real_ip_header")
          .ifPresent(
              d -> problems.error(d, "is \"" + header + "\" (expected: the name of a header)"));
    }
    boolean recursive = values.flag(scope, "real_ip_recursive", false);
    List<AddressRule> trusted = new ArrayList<>();
    for (Directive directive : scope.all("set_real_ip_from")) {
      try {
        trusted.add(AddressRule.allow(directive.arg(0)));
      } catch (IllegalArgumentException e) {
        problems.error(directive, "is " + e.getMessage());
      }
    }
    if (trusted.isEmpty()) {
      return Optional.empty();
    }
    trusted.add(AddressRule.deny("all"));
    return Optional.of(new RealIp(AddressRules.of(trusted), header, recursive));
  }

  Optional<BasicAuth> auth(Scope scope) {
    Optional<Directive> realm = scope.find("auth_basic");
    if (realm.isEmpty() || realm.get().arg(0).equals("off")) {
      return Optional.empty();
    }
    Optional<Directive> file = scope.find("auth_basic_user_file");
    if (file.isEmpty() && scope.context() == Context.LOCATION) {
      problems.error(realm.get(), "needs users (expected: auth_basic_user_file beside it)");
    }
    Template text = Template.parse(realm.get(), realm.get().arg(0), variables, problems);
    return Optional.of(new BasicAuth(text, file.flatMap(this::users)));
  }

  private Optional<Htpasswd> users(Directive directive) {
    try {
      return Optional.of(Htpasswd.read(base.resolve(directive.arg(0))));
    } catch (IOException e) {
      problems.error(directive, "cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }
}
