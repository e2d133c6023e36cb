package org.pushrelay.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** A name that a server answers to. */
public sealed interface ServerName {

  /**
   * A whole name.
   *
   * @param name in lower case; empty for clients that name no host
   */
  record Exact(String name) implements ServerName {}

  /**
   * {@code *.example.com}.
   *
   * @param suffix the part behind the star, beginning with a dot
   */
  record Suffix(String suffix) implements ServerName {}

  /**
   * {@code www.example.*}.
   *
   * @param prefix the part in front of the star, ending with a dot
   */
  record Prefix(String prefix) implements ServerName {}

  /**
   * {@code ~expression}.
   *
   * @param expression what is found in the name
   */
  record Regex(NginxRegex expression) implements ServerName {
    /** Whether a host has such a name. */
    public boolean matches(String host) {
      return expression.find(host).isPresent();
    }
  }

  /** What to say of the name when the program starts; empty if there is nothing to say. */
  default Optional<String> note() {
    return this instanceof Regex regex ? regex.expression().note() : Optional.empty();
  }

  /** Reads a name, which may stand for two; nothing if it is none. */
  static List<ServerName> parse(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (text.startsWith("~")) {
      try {
        return List.of(new Regex(NginxRegex.compile(text.substring(1), true)));
      } catch (PatternSyntaxException e) {
        return List.of();
      }
    }
    if (name.startsWith("*.") && isPlain(name.substring(2)) && name.length() > 2) {
      return List.of(new Suffix(name.substring(1)));
    }
    if (name.endsWith(".*") && isPlain(name.substring(0, name.length() - 2))) {
      return List.of(new Prefix(name.substring(0, name.length() - 1)));
    }
    if (name.startsWith(".") && isPlain(name) && name.length() > 1) {
      return List.of(new Exact(name.substring(1)), new Suffix(name));
    }
    return isPlain(name) ? List.of(new Exact(name)) : List.of();
  }

  private static boolean isPlain(String name) {
    return name.matches("[^*/:\\s]*|\\[[0-9a-f:]+\\]");
  }
}
