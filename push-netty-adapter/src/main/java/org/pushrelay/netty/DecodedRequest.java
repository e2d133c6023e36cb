package org.pushrelay.netty;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.pushrelay.transport.PushRequest;

/**
 * A request as Netty has decoded it.
 *
 * @param connection the one it came on
 * @param target its target in origin form
 */
record DecodedRequest(HttpRequest request, RequestTarget target, Channel connection)
    implements PushRequest {

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
  public String remoteAddress() {
    return ClientAddress.remote(connection);
  }

  @Override
  public String localAddress() {
    return ClientAddress.local(connection);
  }

  @Override
  public int localPort() {
    return ClientAddress.localPort(connection);
  }

  @Override
  public String host() {
    if (!target.authority().isEmpty()) {
      return withoutPort(target.authority());
    }
    String host = request.headers().get(HttpHeaderNames.HOST);
    return host == null ? "" : withoutPort(host);
  }

  @Override
  public String scheme() {
    return ClientAddress.scheme(connection);
  }

  @Override
  public String protocol() {
    return request.protocolVersion().text();
  }

  /** A host as a Host header has it, {@code [::1]:80} for example, without the port. */
  static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon < 0 || colon < host.lastIndexOf(']') ? host : host.substring(0, colon);
  }
}
