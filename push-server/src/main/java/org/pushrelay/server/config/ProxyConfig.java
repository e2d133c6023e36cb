package org.pushrelay.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code proxy_pass}: how an application is called.
 *
 * @param scheme {@code http} or {@code https}
 * @param upstream where it runs
 * @param uri what of it is called; what the client asked for if there is none
 * @param replaced what of the location's path the uri stands for; empty if it is the whole target
 * @param headers header fields that are set, or left out if their value is empty
 * @param passesHeaders whether it gets the client's other header fields
 * @param passesBody whether it gets the client's body
 * @param method the method of the call; that of the request if there is none
 * @param body the body of the call, whatever else is said of bodies; that of the request if there
 *     is none
 * @param connectTimeout how long a connection may take to come about
 * @param readTimeout how long the whole response may take
 */
public record ProxyConfig(
    String scheme,
    Upstream upstream,
    Optional<Template> uri,
    Optional<String> replaced,
    List<PassedHeader> headers,
    boolean passesHeaders,
    boolean passesBody,
    Optional<Template> method,
    Optional<Template> body,
    Duration connectTimeout,
    Duration readTimeout) {
  /** Fields of the connection to the application, which the HTTP client looks after. */
  private static final Set<String> OF_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "http2-settings",
          "keep-alive",
          "te",
          "transfer-encoding",
          "upgrade");

  /** Copies the headers. */
  public ProxyConfig {
    headers = List.copyOf(headers);
  }

  /** Whether a field says something of the connection, and not of the message. */
  public static boolean isOfConnection(String name) {
    return OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * {@code proxy_set_header}.
   *
   * @param name the field's name
   * @param value its value; with an empty one it is not sent
   */
  public record PassedHeader(String name, Template value) {}
}
