package org.pushrelay.jetty;

import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.PushRequest;

/** Jetty's request as the relay sees it. */
record JettyRequest(Request request) implements PushRequest {

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    String path = request.getHttpURI().getPath();
    return path == null ? "" : path;
  }

  @Override
  public String query() {
    String query = request.getHttpURI().getQuery();
    return query == null ? "" : query;
  }

  @Override
  public List<String> headers(String name) {
    HttpFields fields = request.getHeaders();
    // most of what is asked for was not sent, and Jetty would make a list all the same
    if (fields.contains(name)) {
      return fields.getValuesList(name);
    }
    String authority = name.equalsIgnoreCase("Host") ? authority() : null;
    return authority == null ? List.of() : List.of(authority);
  }

  /** What HTTP/2 has instead of a Host, or beside it; null without one. */
  private @Nullable String authority() {
    return isHttp2() ? request.getHttpURI().getAuthority() : null;
  }

  private boolean isHttp2() {
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
  }

  @Override
  public Set<String> headerNames() {
    return request.getHeaders().getFieldNamesCollection();
  }

  @Override
  public String remoteAddress() {
    return Request.getRemoteAddr(request);
  }

  @Override
  public int remotePort() {
    return Request.getRemotePort(request);
  }

  @Override
  public String localAddress() {
    return Request.getLocalAddr(request);
  }

  @Override
  public int localPort() {
    return Request.getLocalPort(request);
  }

  @Override
  public String host() {
    String field = request.getHeaders().get("Host");
    if (isHttp2() && authority() == null && field != null) {
      // where Jetty does not look for it
      return withoutPort(field);
    }
    String host = Request.getServerName(request);
    return host == null ? "" : host;
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon < 0 || colon < host.lastIndexOf(']') ? host : host.substring(0, colon);
  }

  @Override
  public String scheme() {
    return request.isSecure() ? "https" : "http";
  }

  @Override
  public String protocol() {
    return request.getConnectionMetaData().getHttpVersion().asString();
  }
}
