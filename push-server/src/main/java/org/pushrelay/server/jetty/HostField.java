package org.pushrelay.server.jetty;

import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/**
 * The Host of a request over HTTP/2, which Jetty takes as it comes without an authority beside it;
 * with one, it has to be the same (RFC 9113, 8.3.1).
 */
final class HostField {
  /** The characters of a host with a port (RFC 3986, 3.2.2). */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9\\-._~%!$&'()*+,;=:\\[\\]]*");

  private HostField() {}

  /** Whether it is for one host at most, and that can be one. */
  static boolean isGood(Request request) {
    if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
      return true;
    }
    List<String> hosts = request.getHeaders().getValuesList("Host");
    if (hosts.isEmpty()) {
      return true;
    }
    String host = hosts.get(0);
    String authority = request.getHttpURI().getAuthority();
    return hosts.size() == 1
        && HOST.matcher(host).matches()
        && (authority == null || authority.equalsIgnoreCase(host));
  }
}
