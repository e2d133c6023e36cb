package org.pushrelay.netty;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request in HTTP/2.
 *
 * @param connection the one that its stream is on
 */
record Http2Request(Http2Headers headers, RequestTarget target, Channel connection)
    implements ConnectionRequest {

  @Override
  public String method() {
    return text(headers.method());
  }

  @Override
  public String path() {
    return target.path();
  }

  @Override
  public String query() {
    return target.query();
  }

  @Override
  public List<String> headers(String name) {
    List<CharSequence> values = headers.getAll(name.toLowerCase(Locale.ROOT));
    if (values.isEmpty() && name.equalsIgnoreCase("Host") && headers.authority() != null) {
      return List.of(text(headers.authority()));
    }
    return values.stream().map(CharSequence::toString).toList();
  }

  @Override
  public Set<String> headerNames() {
    Set<String> names = new TreeSet<>();
    for (CharSequence name : headers.names()) {
      if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(name)) {
        names.add(name.toString());
      }
    }
    return names;
  }

  @Override
  public String host() {
    return ConnectionRequest.withoutPort(authority(headers));
  }

  /** Whom a request is for, with the port if there is one; empty if it does not say. */
  static String authority(Http2Headers headers) {
    CharSequence authority = headers.authority();
    return text(authority == null ? headers.get("host") : authority);
  }

  /**
   * Returns whether the request names one valid host at most. A Host beside the authority has to be
   * equal to it (RFC 9113, 8.3.1).
   */
  static boolean namesOneHost(Http2Headers headers) {
    String authority = authority(headers);
    List<CharSequence> hosts = headers.getAll("host");
    return ConnectionRequest.isHost(authority)
        && hosts.size() <= 1
        && hosts.stream().allMatch(host -> authority.equalsIgnoreCase(host.toString()));
  }

  @Override
  public String protocol() {
    return "HTTP/2.0";
  }

  private static String text(@Nullable CharSequence text) {
    return text == null ? "" : text.toString();
  }
}
