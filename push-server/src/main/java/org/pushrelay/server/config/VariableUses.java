package org.pushrelay.server.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushrelay.server.text.Directive;

/**
 * The names of variables that a configuration uses where it matters: not in directives that have no
 * effect, and not in tables like {@code map} that define others. Immutable.
 */
final class VariableUses {
  private static final Set<String> TABLES = Set.of("map", "geo", "split_clients");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_]\\w*)");

  private final Set<String> used = new HashSet<>();

  VariableUses(List<Directive> tree) {
    tree.forEach(this::add);
  }

  private void add(Directive directive) {
    if (TABLES.contains(directive.name())
        || UnsupportedDirectives.isHarmless(directive.name())
        || isOfConnection(directive)) {
      return;
    }
    directive.args().forEach(word -> add(word.text()));
    directive.children().forEach(this::add);
  }

  /** Whether a header of the connection is set, which has no effect. */
  private static boolean isOfConnection(Directive directive) {
    return directive.name().equals("proxy_set_header")
        && !directive.args().isEmpty()
        && ProxyConfig.isOfConnection(directive.arg(0));
  }

  private void add(String text) {
    Matcher names = VARIABLE.matcher(text);
    while (names.find()) {
      used.add(names.group(1).toLowerCase(Locale.ROOT));
    }
  }

  /** The variable that a table defines; empty if the directive is not a table. */
  static Optional<String> definedBy(Directive directive) {
    if (!TABLES.contains(directive.name()) || directive.args().isEmpty()) {
      return Optional.empty();
    }
    String last = directive.arg(directive.args().size() - 1);
    return last.startsWith("$")
        ? Optional.of(last.substring(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** Whether the variable that a table defines is used. */
  boolean useOf(Directive table) {
    return definedBy(table).map(used::contains).orElse(true);
  }
}
