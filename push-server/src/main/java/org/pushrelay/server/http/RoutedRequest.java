package org.pushrelay.server.http;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pushrelay.server.access.BasicCredentials;
import org.pushrelay.server.config.LocationSettings.Assignment;
import org.pushrelay.server.config.NginxRegex.Captures;
import org.pushrelay.server.config.RequestValues;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.RequestCopy;

/** A request that has found its server, with the variables that the configuration may use. */
final class RoutedRequest implements PushRequest, RequestValues {
  private final PushRequest request;
  private final String uri;
  private final String serverName;
  private final String remoteAddress;
  private @Nullable Variable set;
  private String checkedUser = "";
  private Captures captures = Captures.NONE;

  /** What the client asked for, if the request was sent on to elsewhere. */
  private @Nullable String originalTarget;

  private int detours;
  private @Nullable RunningLocation chosen;

  /**
   * A request whose client is who has opened the connection.
   *
   * @param uri its path, normalised
   * @param serverName what {@code $server_name} is
   */
  RoutedRequest(PushRequest request, String uri, String serverName) {
    this(request, uri, serverName, request.remoteAddress());
  }

  /**
   * A request.
   *
   * @param uri its path, normalised
   * @param serverName what {@code $server_name} is
   * @param remoteAddress who the client is
   */
  RoutedRequest(PushRequest request, String uri, String serverName, String remoteAddress) {
    this.remoteAddress = remoteAddress;
    this.request = request;
    this.uri = uri;
    this.serverName = serverName;
  }

  String uri() {
    return uri;
  }

  /** A copy that stays valid. */
  RoutedRequest kept() {
    return sentOn(RequestCopy.of(request), uri, detours);
  }

  /**
   * The same request sent on to another location: the variables that are set stay, and {@code
   * $request_uri} is what the client asked for.
   *
   * @param target what is asked for there
   * @param path its path, normalised
   */
  RoutedRequest sentOn(RequestCopy target, String path) {
    return sentOn(target, path, detours + 1);
  }

  private RoutedRequest sentOn(RequestCopy target, String path, int howOften) {
    RoutedRequest other = new RoutedRequest(target, path, serverName, remoteAddress);
    other.set = set;
    other.captures = captures;
    other.checkedUser = checkedUser;
    other.originalTarget = target();
    other.detours = howOften;
    return other;
  }

  /** How often it was sent on. */
  int detours() {
    return detours;
  }

  private String target() {
    if (originalTarget != null) {
      return originalTarget;
    }
    return query().isEmpty() ? path() : path() + "?" + query();
  }

  /** It is answered there. */
  void choose(RunningLocation location) {
    chosen = location;
  }

  RunningLocation chosen() {
    return requireNonNull(chosen, "chosen");
  }

  void matched(Captures caught) {
    captures = caught;
  }

  /** A variable that was set; of two with a name, the one that is nearer. */
  private record Variable(String name, String value, @Nullable Variable next) {}

  void assign(Assignment assignment) {
    define(assignment.variable(), assignment.value().of(this));
  }

  void define(String variable, String value) {
    set = new Variable(variable, value, set);
  }

  void checked(String user) {
    checkedUser = user;
  }

  /** The user whose password was checked; empty if there is none. */
  String checkedUser() {
    return checkedUser;
  }

  @Override
  public String value(String variable) {
    for (Variable each = set; each != null; each = each.next()) {
      if (each.name().equals(variable)) {
        return each.value();
      }
    }
    String known = captures.values().get(variable);
    return known == null ? builtIn(variable) : known;
  }

  private String builtIn(String variable) {
    return switch (variable) {
      case "uri", "document_uri" -> uri;
      case "args", "query_string" -> query();
      case "is_args" -> query().isEmpty() ? "" : "?";
      case "request_uri" -> target();
      case "request_method" -> method();
      case "remote_addr" -> remoteAddress();
      case "remote_user" -> user();
      case "host" -> host().isEmpty() ? serverName : host().toLowerCase(Locale.ROOT);
      case "scheme" -> scheme();
      case "server_name" -> serverName;
      case "server_port" -> Integer.toString(localPort());
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
      // RFC 9113, 8.2.3: HTTP/2 may split cookies, and a comma would be part of one
      return String.join(name.equals("cookie") ? "; " : ", ", headers(name));
    }
    return variable.startsWith("cookie_") ? cookie(variable.substring("cookie_".length())) : "";
  }

  /** Who the client says it is, as nginx has it: nobody has checked the password yet. */
  private String user() {
    return BasicCredentials.parse(headers("Authorization")).map(BasicCredentials::user).orElse("");
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
  public Set<String> headerNames() {
    return request.headerNames();
  }

  @Override
  public String remoteAddress() {
    return remoteAddress;
  }

  @Override
  public String localAddress() {
    return request.localAddress();
  }

  @Override
  public int localPort() {
    return request.localPort();
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
