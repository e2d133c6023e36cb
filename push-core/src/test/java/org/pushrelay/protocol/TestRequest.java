package org.pushrelay.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.pushrelay.transport.PushRequest;

/** A GET with these headers, by their names in lower case. */
record TestRequest(Map<String, List<String>> headers) implements PushRequest {
  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String path() {
    return "/sub";
  }

  @Override
  public String query() {
    return "";
  }

  @Override
  public List<String> headers(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public Set<String> headerNames() {
    return headers.keySet();
  }

  @Override
  public String remoteAddress() {
    return "127.0.0.1";
  }

  @Override
  public int remotePort() {
    return 50000;
  }

  @Override
  public String localAddress() {
    return "127.0.0.1";
  }

  @Override
  public int localPort() {
    return 80;
  }

  @Override
  public String host() {
    return "localhost";
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public String protocol() {
    return "HTTP/1.1";
  }
}
