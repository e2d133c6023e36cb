package org.pushrelay.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pushrelay.server.config.LocationSettings.Assignment;
import org.pushrelay.server.config.NginxRegex.Captures;
import org.pushrelay.server.config.RequestValues;
import org.pushrelay.transport.PushRequest;

/** A request that has found its server, with the variables that the configuration may use. */
final class RoutedRequest implements PushRequest, RequestValues {
  private final PushRequest request;
  private final String uri;
  private final String serverName;
  private final int port;
  private final Map<String, String> set = new HashMap<>(4);
  private Captures captures = Captures.NONE;

  /**
   * A request.
   *
   * @param uri its path, normalised
   * @param serverName what {@code $server_name} is
   * @param port the port it came to
   */
  RoutedRequest(PushRequest request, String uri, String serverName, int port) {
    this.request = request;
    this.uri = uri;
    this.serverName = serverName;
    this.port = port;
  }

  String uri() {
    return uri;
  }

  void matched(Captures caught) {
    captures = caught;
  }

  void assign(List<Assignment> assignments) {
    for (Assignment assignment : assignments) {
      set.put(assignment.variable(), assignment.value().of(this));
    }
  }

  @Override
  public String value(String variable) {
    String known = set.get(variable);
    if (known == null) {
      known = captures.values().get(variable);
    }
    return known == null ? builtIn(variable) : known;
  }

  private String builtIn(String variable) {
    return switch (variable) {
      case "uri", "document_uri" -> uri;
      case "args", "query_string" -> query();
      case "is_args" -> query().isEmpty() ? "" : "?";
      case "request_uri" -> query().isEmpty() ? path() : path() + "?" + query();
      case "request_method" -> method();
      case "remote_addr" -> remoteAddress();
      case "remote_user" -> credentials().map(Credentials::user).orElse("");
      case "host" -> host().isEmpty() ? serverName : host().toLowerCase(Locale.ROOT);
      case "scheme" -> scheme();
      case "server_name" -> serverName;
      case "server_port" -> Integer.toString(port);
      case "server_protocol" -> protocol();
      case "content_type" -> header("Content-Type").orElse("");
      case "content_length" -> header("Content-Length").orElse("");
      default -> ofFamily(variable);
    };
  }

  private String ofFamily(String variable) {
    if (variable.startsWith("arg_")) {
      return argument(variable.substring("arg_".length())).orElse("");
    }
    if (variable.startsWith("http_")) {
      String name = variable.substring("http_".length()).replace('_', '-');
      return String.join(", ", headers(name));
    }
    return variable.startsWith("cookie_") ? cookie(variable.substring("cookie_".length())) : "";
  }

  private String cookie(String name) {
    for (String header : headers("Cookie")) {
      for (String pair : header.split("[;,]", -1)) {
        String cookie = pair.strip();
        int equals = cookie.indexOf('=');
        if (equals > 0 && cookie.substring(0, equals).strip().equalsIgnoreCase(name)) {
          return cookie.substring(equals + 1).strip();
        }
      }
    }
    return "";
  }

  /** Name and password of the Basic scheme (RFC 7617), if the client has sent any. */
  Optional<Credentials> credentials() {
    return header("Authorization").flatMap(RoutedRequest::credentials);
  }

  static Optional<Credentials> credentials(String header) {
    if (!header.regionMatches(true, 0, "Basic ", 0, "Basic ".length())) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(header.substring("Basic ".length()).strip());
      String text = new String(bytes, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      // not Base64: nobody is known by that
      return Optional.empty();
    }
  }

  /**
   * Who a client says it is.
   *
   * @param user the name
   * @param password the password
   */
  record Credentials(String user, String password) {}

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public String query() {
    return request.query();
  }

  @Override
  public List<String> headers(String name) {
    return request.headers(name);
  }

  @Override
  public String remoteAddress() {
    return request.remoteAddress();
  }

  @Override
  public String host() {
    return request.host();
  }

  @Override
  public String scheme() {
    return request.scheme();
  }

  @Override
  public String protocol() {
    return request.protocol();
  }
}
