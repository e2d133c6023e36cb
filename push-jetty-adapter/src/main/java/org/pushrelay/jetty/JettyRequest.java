package org.pushrelay.jetty;

import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
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
    return fields.contains(name) ? fields.getValuesList(name) : List.of();
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
  public String localAddress() {
    return Request.getLocalAddr(request);
  }

  @Override
  public int localPort() {
    return Request.getLocalPort(request);
  }

  @Override
  public String host() {
    String host = Request.getServerName(request);
    return host == null ? "" : host;
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
