package org.pushrelay.websocket;

import com.google.common.base.CharMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code Sec-WebSocket-Extensions} (RFC 6455, 9.1). One use each. */
final class ExtensionList {
  private static final CharMatcher TOKEN =
      CharMatcher.inRange('a', 'z')
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.anyOf("!#$%&'*+-.^_`|~"))
          .precomputed();

  private final String text;
  private int at;

  private ExtensionList(String text) {
    this.text = text;
  }

  /** An extension, with its parameters in order; one without a value has an empty one. */
  record Extension(String name, List<Map.Entry<String, String>> parameters) {}

  /** What the header lines name together; empty if they are malformed. */
  static Optional<List<Extension>> parse(List<String> lines) {
    List<Extension> all = new ArrayList<>();
    return new ExtensionList(String.join(",", lines)).read(all)
        ? Optional.of(all)
        : Optional.empty();
  }

  private boolean read(List<Extension> all) {
    do {
      String name = token();
      if (name.isEmpty()) {
        // a list may have empty elements (RFC 9110, 5.6.1)
        continue;
      }
      List<Map.Entry<String, String>> parameters = new ArrayList<>();
      while (skip(';')) {
        String parameter = token();
        boolean valued = skip('=');
        String value = valued ? value() : "";
        if (parameter.isEmpty() || (valued && value.isEmpty())) {
          return false;
        }
        parameters.add(Map.entry(parameter, value));
      }
      all.add(new Extension(name, parameters));
    } while (skip(','));
    return at == text.length();
  }

  private String value() {
    if (!skip('"')) {
      return token();
    }
    String value = token();
    return skip('"') ? value : "";
  }

  private String token() {
    skipSpace();
    int start = at;
    while (at < text.length() && TOKEN.matches(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private boolean skip(char wanted) {
    skipSpace();
    boolean there = at < text.length() && text.charAt(at) == wanted;
    at += there ? 1 : 0;
    return there;
  }

  private void skipSpace() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }
}
