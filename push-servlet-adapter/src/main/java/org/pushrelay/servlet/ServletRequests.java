package org.pushrelay.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.spi.RequestCopy;

/**
 * What a servlet request asks for, copied from it: a container may reuse its request as soon as the
 * client has left, and a publisher may be reading it right then.
 */
final class ServletRequests {

  private ServletRequests() {}

  static RequestCopy copy(HttpServletRequest request) {
    return new RequestCopy(
        request.getMethod(),
        orEmpty(request.getRequestURI()),
        orEmpty(request.getQueryString()),
        fields(request),
        orEmpty(request.getRemoteAddr()),
        request.getRemotePort(),
        orEmpty(request.getLocalAddr()),
        request.getLocalPort(),
        host(request),
        request.getScheme(),
        request.getProtocol());
  }

  private static Map<String, List<String>> fields(HttpServletRequest request) {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : Collections.list(request.getHeaderNames())) {
      fields.put(name, Collections.list(request.getHeaders(name)));
    }
    return fields;
  }

  /** A container makes up a name of its own where the client gave none (HTTP/1.0 only). */
  private static String host(HttpServletRequest request) {
    boolean unnamed = request.getProtocol().equals("HTTP/1.0") && request.getHeader("Host") == null;
    return unnamed ? "" : orEmpty(request.getServerName());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
