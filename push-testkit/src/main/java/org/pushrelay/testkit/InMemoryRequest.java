package org.pushrelay.testkit;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;

/** A request as a plain value. */
record InMemoryRequest(String method, String target, List<Header> headers, String remoteAddress)
    implements PushRequest {

  InMemoryRequest {
    headers = List.copyOf(headers);
  }

  @Override
  public String path() {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  @Override
  public String query() {
    int question = target.indexOf('?');
    return question < 0 ? "" : target.substring(question + 1);
  }

  @Override
  public List<String> headers(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  @Override
  public Set<String> headerNames() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(header -> names.add(header.name()));
    return names;
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
    return header("Host").map(host -> host.replaceFirst(":\\d*$", "")).orElse("");
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
