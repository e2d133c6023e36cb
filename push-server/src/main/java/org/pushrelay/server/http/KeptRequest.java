package org.pushrelay.server.http;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pushrelay.transport.PushRequest;

/** A copy of a request, which can be looked at when the request itself is gone. Immutable. */
record KeptRequest(
    String method,
    String path,
    String query,
    Map<String, List<String>> fields,
    String remoteAddress,
    String localAddress,
    int localPort,
    String host,
    String scheme,
    String protocol)
    implements PushRequest {

  static KeptRequest of(PushRequest request) {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : request.headerNames()) {
      fields.put(name, List.copyOf(request.headers(name)));
    }
    return new KeptRequest(
        request.method(),
        request.path(),
        request.query(),
        Collections.unmodifiableMap(fields),
        request.remoteAddress(),
        request.localAddress(),
        request.localPort(),
        request.host(),
        request.scheme(),
        request.protocol());
  }

  /** The same with another target. */
  KeptRequest at(String otherPath, String otherQuery) {
    return with(method, otherPath, otherQuery, fields);
  }

  /** The same with another method, and fields of which some are others. */
  KeptRequest by(String otherMethod, Map<String, List<String>> otherFields) {
    return with(otherMethod, path, query, Collections.unmodifiableMap(otherFields));
  }

  private KeptRequest with(
      String otherMethod,
      String otherPath,
      String otherQuery,
      Map<String, List<String>> otherFields) {
    return new KeptRequest(
        otherMethod,
        otherPath,
        otherQuery,
        otherFields,
        remoteAddress,
        localAddress,
        localPort,
        host,
        scheme,
        protocol);
  }

  @Override
  public List<String> headers(String name) {
    return fields.getOrDefault(name, List.of());
  }

  @Override
  public Set<String> headerNames() {
    return fields.keySet();
  }
}
