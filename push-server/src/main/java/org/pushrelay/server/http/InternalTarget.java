package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Optional;
import org.pushrelay.server.config.HookUri;
import org.pushrelay.server.config.Template.Part;

/**
 * A place in this server, as a request would ask for it.
 *
 * @param path the path, percent-encoded
 * @param query the query; empty without one
 * @param uri the path as locations are found by it
 */
record InternalTarget(String path, String query, String uri) {
  private static final String PLAIN = "-._~!$&'()*+,;=:@/";

  /**
   * What a hook is to ask; nothing if there is no such place. Values of variables lead to no other
   * place by dots: which location is asked is for the configuration to say, and not for the client.
   */
  static Optional<InternalTarget> of(HookUri hook, RoutedRequest request) {
    StringBuilder path = new StringBuilder();
    StringBuilder query = new StringBuilder();
    boolean inQuery = false;
    for (Part part : hook.text().parts()) {
      String value = value(part, request);
      boolean internalTarget = part instanceof Part.Variable v && v.name().equals("request_uri");
      boolean arguments = part instanceof Part.Variable v && v.name().equals("is_args");
      int question = internalTarget || part instanceof Part.Literal ? value.indexOf('?') : -1;
      if (inQuery) {
        query.append(value);
      } else if (arguments) {
        inQuery = true;
      } else if (question >= 0) {
        String before = value.substring(0, question);
        path.append(internalTarget ? legal(before) : encoded(before));
        query.append(value, question + 1, value.length());
        inQuery = true;
      } else {
        path.append(internalTarget ? legal(value) : encoded(value));
      }
    }
    return UriPath.hasDots(path.toString())
        ? Optional.empty()
        : of(path.toString(), inQuery ? query.toString() : request.query());
  }

  private static String value(Part part, RoutedRequest request) {
    return part instanceof Part.Literal literal
        ? literal.text()
        : request.value(((Part.Variable) part).name());
  }

  /** What an application sends a request on to; nothing if there is no such place. */
  static Optional<InternalTarget> parse(String text) {
    int question = text.indexOf('?');
    return question < 0
        ? of(text, "")
        : of(text.substring(0, question), text.substring(question + 1));
  }

  private static Optional<InternalTarget> of(String path, String query) {
    return UriPath.normalise(path).map(uri -> new InternalTarget(path, query, uri));
  }

  /** A path with all characters encoded that cannot stand in one. */
  static String encoded(String path) {
    return encoded(path, PLAIN);
  }

  /**
   * Returns a target that an application has encoded, with the characters encoded that are not
   * legal in it.
   */
  static String legal(String internalTarget) {
    return encoded(internalTarget, PLAIN + "%?");
  }

  private static String encoded(String text, String plain) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letter || (c < 0x7f && plain.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return encoded.toString();
  }
}
