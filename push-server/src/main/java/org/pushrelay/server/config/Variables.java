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

  private static final Set<String> BUILT_IN =
      Set.of(
          "uri",
          "document_uri",
          "args",
          "query_string",
          "is_args",
          "request_uri",
          "request_method",
          "remote_addr",
          "remote_user",
          "host",
          "scheme",
          "server_name",
          "server_port",
          "server_protocol",
          "content_type",
          "content_length");

  private static final List<String> FAMILIES = List.of("arg_", "http_", "cookie_");

  private final Set<String> defined = new HashSet<>(Set.of(CHANNEL_ID));

  /** The variables of a whole tree: what is set at one place is known at all. */
  Variables(List<Directive> directives) {
    define(directives);
  }

  private Variables(Set<String> defined) {
    this.defined.addAll(defined);
  }

  /** The same and some more. */
  Variables and(Set<String> others) {
    Variables more = new Variables(defined);
    more.defined.addAll(others);
    return more;
  }

  private void define(List<Directive> directives) {
    for (Directive directive : directives) {
      if (directive.name().equals("set") && directive.args().size() == 2) {
        settable(directive.arg(0)).ifPresent(defined::add);
      } else if (directive.name().equals("location") && directive.args().size() == 2) {
        defined.addAll(NginxRegex.groupNames(directive.arg(1)));
      }
      if (directive.name().equals("if")) {
        directive.args().forEach(word -> defined.addAll(NginxRegex.groupNames(word.text())));
      }
      define(directive.children());
    }
  }

  /** The name in {@code $name}, if that is what it is and a configuration may set it. */
  static Optional<String> settable(String text) {
    String name = text.startsWith("$") ? text.substring(1) : "";
    boolean fits = name.matches("[A-Za-z_]\\w*") && !isBuiltIn(name);
    return fits ? Optional.of(name.toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  private static boolean isBuiltIn(String name) {
    return BUILT_IN.contains(name) || FAMILIES.stream().anyMatch(name::startsWith);
  }

  boolean knows(String name) {
    return name.matches("[1-9]") || isBuiltIn(name) || defined.contains(name);
  }

  Optional<String> closest(String name) {
    Set<String> all = new HashSet<>(BUILT_IN);
    all.addAll(defined);
    return Spelling.closest(name, all);
  }
}
