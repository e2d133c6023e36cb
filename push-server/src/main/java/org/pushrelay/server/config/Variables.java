package org.pushrelay.server.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.server.text.Directive;

/** The names that a configuration may use after a dollar sign. */
final class Variables {
  /** The variable that names the channel. */
  static final String CHANNEL_ID = "push_channel_id";

  private final Set<String> defined = new HashSet<>(Set.of(CHANNEL_ID));

  /** The variables of a whole tree: what is set at one place is known at all. */
  Variables(List<Directive> directives) {
    define(directives);
  }

  private Variables(Set<String> defined) {
    this.defined.addAll(defined);
  }

  /** Returns a copy that also defines the given variables. */
  Variables and(Set<String> others) {
    Variables more = new Variables(defined);
    more.defined.addAll(others);
    return more;
  }

  private void define(List<Directive> directives) {
    for (Directive directive : directives) {
      if (directive.name().equals("set") && directive.args().size() == 2) {
        settable(directive.arg(0)).ifPresent(defined::add);
      } else if (directive.name().equals("location") || directive.name().equals("if")) {
        directive.args().forEach(word -> defined.addAll(NginxRegex.groupNames(word.text())));
      }
      // a table is refused if its variable is used: its uses are not complained about besides
      VariableUses.definedBy(directive).ifPresent(defined::add);
      define(directive.children());
    }
  }

  /** The name in {@code $name}, if that is what it is and a configuration may set it. */
  static Optional<String> settable(String text) {
    String name = text.startsWith("$") ? text.substring(1) : "";
    // as in nginx, those of Nchan's can be set
    boolean own = name.startsWith("nchan_") || !BuiltInVariables.has(name);
    boolean fits = own && name.matches("[A-Za-z_]\\w*");
    return fits ? Optional.of(name.toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  boolean contains(String name) {
    return name.matches("[1-9]") || BuiltInVariables.has(name) || defined.contains(name);
  }

  /** What is wrong with using a variable; empty if a configuration may use it. */
  Optional<String> complaint(String name) {
    if (contains(name)) {
      return Optional.empty();
    }
    Optional<String> instead = UnsupportedVariables.instead(name);
    return Optional.of(
        instead.isPresent()
            ? "uses the variable $" + name + ", which the relay does not have: " + instead.get()
            : "uses the variable $" + name + ", which nothing defines" + hint(name));
  }

  private String hint(String name) {
    Set<String> all = new HashSet<>(BuiltInVariables.names());
    all.addAll(defined);
    return SpellingSuggestion.closest(name, all).map(n -> " (did you mean $" + n + "?)").orElse("");
  }
}
