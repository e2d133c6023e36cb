package org.pushrelay.transport.spi;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pushrelay.transport.PushRequest;

/**
 * A copy of a request, which stays valid when the request itself is gone. Immutable, if its fields
 * are: {@link #of} sees to that.
 *
 * @param fields the values of the header fields, in a map with case-insensitive names
 */
public record RequestCopy(
    String method,
    String path,
    String query,
    Map<String, List<String>> fields,
    String remoteAddress,
    int remotePort,
    String localAddress,
    int localPort,
    String host,
    String scheme,
    String protocol)
    implements PushRequest {

  /** All of a request. */
  public static RequestCopy of(PushRequest request) {
    return of(request, request.headerNames());
  }

  /** A request with those of its header fields only. */
  public static RequestCopy of(PushRequest request, Collection<String> names) {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : names) {
      fields.put(name, List.copyOf(request.headers(name)));
    }
    return new RequestCopy(
        request.method(),
        request.path(),
        request.query(),
        Collections.unmodifiableMap(fields),
        request.remoteAddress(),
        request.remotePort(),
        request.localAddress(),
        request.localPort(),
        request.host(),
        request.scheme(),
        request.protocol());
  }

  /** Returns a copy with another target. */
  public RequestCopy at(String otherPath, String otherQuery) {
    return with(method, otherPath, otherQuery, fields);
  }

  /**
   * Returns a copy with another method and other header fields.
   *
   * @param otherFields the values of the header fields, in a map with case-insensitive names
   */
  public RequestCopy by(String otherMethod, Map<String, List<String>> otherFields) {
    return with(otherMethod, path, query, Collections.unmodifiableMap(otherFields));
  }

  private RequestCopy with(
      String otherMethod,
      String otherPath,
      String otherQuery,
      Map<String, List<String>> otherFields) {
    return new RequestCopy(
        otherMethod,
        otherPath,
        otherQuery,
        otherFields,
        remoteAddress,
        remotePort,
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
