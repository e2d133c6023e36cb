package org.pushrelay.server.config;

import java.util.Optional;
import org.pushrelay.server.config.NginxRegex.Captures;

/** Which paths a location is for. */
public sealed interface LocationMatch {

  /** The location as it is written. */
  String text();

  /** What the paths begin with for certain; empty for an expression. */
  String beginning();

  /**
   * {@code location = /path}.
   *
   * @param path the one path
   */
  record Exact(String path) implements LocationMatch {
    @Override
    public String text() {
      return "= " + path;
    }

    @Override
    public String beginning() {
      return path;
    }
  }

  /**
   * {@code location /path} or {@code location ^~ /path}.
   *
   * @param prefix what the path begins with
   * @param beatsRegexes whether no regular expression is tried when this is the longest prefix
   */
  record Prefix(String prefix, boolean beatsRegexes) implements LocationMatch {
    @Override
    public String text() {
      return (beatsRegexes ? "^~ " : "") + prefix;
    }

    @Override
    public String beginning() {
      return prefix;
    }
  }

  /**
   * {@code location ~ expression} or {@code location ~* expression}.
   *
   * @param expression what is found in the path
   */
  record Regex(NginxRegex expression) implements LocationMatch {
    @Override
    public String text() {
      return "~ " + expression;
    }

    @Override
    public String beginning() {
      return "";
    }

    Optional<Captures> find(String path) {
      return expression.find(path);
    }
  }
}
