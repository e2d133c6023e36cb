package org.pushrelay.netty;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request as Netty has decoded it.
 *
 * @param connection the one it came on
 * @param target its target in origin form
 */
record DecodedRequest(HttpRequest request, RequestTarget target, Channel connection)
    implements ConnectionRequest {

  @Override
  public String method() {
    return request.method().name();
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
    return request.headers().getAll(name);
  }

  @Override
  public Set<String> headerNames() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(request.headers().names());
    return names;
  }

  @Override
  public String host() {
    if (!target.authority().isEmpty()) {
      return ConnectionRequest.withoutPort(target.authority());
    }
    String host = request.headers().get(HttpHeaderNames.HOST);
    return host == null ? "" : ConnectionRequest.withoutPort(host);
  }

  @Override
  public String protocol() {
    return request.protocolVersion().text();
  }
}
