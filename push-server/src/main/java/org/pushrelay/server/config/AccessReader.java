package org.pushrelay.server.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.server.access.AddressRule;
import org.pushrelay.server.access.AddressRules;
import org.pushrelay.server.access.Htpasswd;
import org.pushrelay.server.config.LocationSettings.BasicAuth;
import org.pushrelay.server.text.Directive;

/** Reads {@code allow}, {@code deny} and {@code auth_basic}. */
final class AccessReader {
  private final Path base;
  private final Variables variables;
  private final Problems problems;

  AccessReader(Path base, Variables variables, Problems problems) {
    this.base = base;
    this.variables = variables;
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
