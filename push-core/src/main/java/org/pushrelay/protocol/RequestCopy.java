package org.pushrelay.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.pushrelay.transport.PushRequest;

/**
 * What is still needed of a request when the request itself may be gone: all but the header fields,
 * and those of them that say how to answer.
 */
record RequestCopy(
    String method,
    String path,
    String query,
    Map<String, List<String>> headers,
    String remoteAddress,
    String localAddress,
    int localPort,
    String host,
    String scheme,
    String protocol)
    implements PushRequest {
  private static final List<String> KEPT = List.of("accept", "origin");

  static RequestCopy of(PushRequest request) {
    Map<String, List<String>> headers = new HashMap<>();
    KEPT.forEach(name -> headers.put(name, List.copyOf(request.headers(name))));
    return new RequestCopy(
        request.method(),
        request.path(),
        request.query(),
        headers,
        request.remoteAddress(),
        request.localAddress(),
        request.localPort(),
        request.host(),
        request.scheme(),
        request.protocol());
  }

  @Override
  public List<String> headers(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public Set<String> headerNames() {
    return headers.keySet();
  }
}
