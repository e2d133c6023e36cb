package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request is for (RFC 9112, 3.2): a path and a query, and in absolute form a host.
 *
 * @param authority host and port from the absolute form; empty without one
 */
record RequestTarget(String path, String query, String authority) {

  /** An empty target, as where a client asks for a tunnel to another host. */
  static final RequestTarget NONE = new RequestTarget("", "", "");

  /** The target of a request; empty if it is none that a server can answer. */
  static Optional<RequestTarget> of(HttpRequest request) {
    return request.method().equals(HttpMethod.CONNECT) ? Optional.of(NONE) : parse(request.uri());
  }

  /**
   * Takes a target apart.
   *
   * @param text one character for each byte, as decoders have it; bytes above 127 are UTF-8
   * @return empty if it is none that a server can answer
   */
  static Optional<RequestTarget> parse(String text) {
    if (!isClean(text)) {
      return Optional.empty();
    }
    try {
      return split(inUtf8(text));
    } catch (CharacterCodingException e) {
      // two different targets must not become the same one
      return Optional.empty();
    }
  }

  private static boolean isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '#') {
        return false;
      }
    }
    return true;
  }

  private static String inUtf8(String text) throws CharacterCodingException {
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    return ascii
        ? text
        : UTF_8.newDecoder().decode(ByteBuffer.wrap(text.getBytes(ISO_8859_1))).toString();
  }

  private static Optional<RequestTarget> split(String target) {
    if (target.startsWith("/")) {
      return Optional.of(origin(target, ""));
    }
    if (target.equals("*")) {
      return Optional.of(new RequestTarget("*", "", ""));
    }
    String lower = target.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
      return Optional.empty();
    }
    int host = target.indexOf("//") + 2;
    int end = host;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    String authority = target.substring(host, end);
    String rest = target.substring(end);
    return ConnectionRequest.isHost(authority)
        ? Optional.of(origin(rest.startsWith("/") ? rest : "/" + rest, authority))
        : Optional.empty();
  }

  private static RequestTarget origin(String target, String authority) {
    int mark = target.indexOf('?');
    return mark < 0
        ? new RequestTarget(target, "", authority)
        : new RequestTarget(target.substring(0, mark), target.substring(mark + 1), authority);
  }
}
