package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;

/**
 * Which pages of other origins may read the answers (Fetch, 3.2). Origins are compared as they are
 * written, and {@code null} is never one of them.
 *
 * @param anyOrigin whether every page may
 * @param origins the origins whose pages may, as {@code https://www.example.org}
 * @param credentials whether they may with what the browser knows of the user, as cookies; never
 *     together with any origin
 */
public record Cors(boolean anyOrigin, Set<String> origins, boolean credentials) {
  /** Pages of the relay's own origin only. */
  public static final Cors OFF = new Cors(false, Set.of(), false);

  /** Pages of every origin, without credentials. */
  public static final Cors ANY_ORIGIN = new Cors(true, Set.of(), false);

  private static final Header EXPOSED =
      new Header("Access-Control-Expose-Headers", "Last-Modified, Etag, Push-Gap");
  private static final Header ANY = new Header("Access-Control-Allow-Origin", "*");
  private static final List<Header> ANY_ORIGIN_HEADERS = List.of(ANY, EXPOSED);
  private static final Header VARIES = new Header("Vary", "Origin");
  private static final Header CREDENTIALS = new Header("Access-Control-Allow-Credentials", "true");

  /** Copies the origins. */
  public Cors {
    checkArgument(!(anyOrigin && credentials), "credentials: for any origin (expected: for some)");
    origins = Set.copyOf(origins);
    for (String origin : origins) {
      checkArgument(
          origin.matches("https?://[^/]+"),
          "origin: %s (expected: as https://www.example.org)",
          origin);
    }
  }

  /** Pages of these origins. */
  public static Cors origins(String... origins) {
    return new Cors(false, Set.of(origins), false);
  }

  /** The same with credentials, or without. */
  public Cors withCredentials(boolean value) {
    return new Cors(anyOrigin, origins, value);
  }

  /**
   * Whether a request comes from a page of an origin that is none of the configured ones, nor the
   * one that the request goes to. If none are configured, it is left to the browser to refuse.
   */
  boolean refuses(PushRequest request) {
    if (anyOrigin || origins.isEmpty()) {
      return false;
    }
    Optional<String> origin = request.header("Origin").filter(name -> !origins.contains(name));
    return origin.isPresent() && !isOwn(origin.get(), request);
  }

  /** The headers of a refusal, by which the page's script can read the status, and no more. */
  static List<Header> headersOfRefusal(PushRequest request) {
    return List.of(
        new Header("Access-Control-Allow-Origin", request.header("Origin").orElse("null")), VARIES);
  }

  /**
   * Whether a request for a WebSocket may be granted: the rules of browsers for other origins do
   * not hold for WebSockets, so it is for us to refuse them (RFC 6455, 10.2). A request without an
   * origin does not come from a page.
   */
  boolean allowsWebSocket(PushRequest request) {
    List<String> named = request.headers("Origin");
    if (anyOrigin || named.isEmpty()) {
      return true;
    }
    String origin = named.get(0);
    return named.size() == 1 && (origins.contains(origin) || isOwn(origin, request));
  }

  /**
   * Whether a request that may change something was made by a page of another site, in the name of
   * the browser's user, and the page's origin is not allowed: a simple form needs no preflight, and
   * carries the user's cookies and password (Fetch Metadata, 2.4). It is for endpoints that ask who
   * a client is.
   */
  public boolean isForged(PushRequest request) {
    boolean changes =
        switch (request.method()) {
          case "GET", "HEAD", "OPTIONS" -> false;
          default -> true;
        };
    return changes
        && request.header("Sec-Fetch-Site").filter("cross-site"::equals).isPresent()
        && (request.headers("Origin").isEmpty() || !allowsWebSocket(request));
  }

  /** Whether the origin has the host and the port that the request was sent to. */
  private static boolean isOwn(String origin, PushRequest request) {
    int slashes = origin.indexOf("://");
    if (slashes < 0) {
      return false;
    }
    String scheme = Ascii.toLowerCase(origin.substring(0, slashes));
    String usualPort = scheme.equals("https") || scheme.equals("wss") ? ":443" : ":80";
    String page = withPort(origin.substring(slashes + 3), usualPort);
    // the scheme may differ where TLS ends in front of us
    String own = withPort(request.header("Host").orElse(request.host()), usualPort);
    return Ascii.equalsIgnoreCase(page, own);
  }

  private static String withPort(String host, String usualPort) {
    boolean hasPort = host.indexOf(':', host.lastIndexOf(']') + 1) >= 0;
    return hasPort ? host : host + usualPort;
  }

  /** The headers that an answer to this request carries; the same list for most requests. */
  List<Header> headers(PushRequest request) {
    return headers(request, EXPOSED);
  }

  /** Which headers a page may read where the Etag has this name. */
  static Header exposed(String etagHeader) {
    return Ascii.equalsIgnoreCase(etagHeader, "Etag")
        ? EXPOSED
        : new Header(EXPOSED.name(), EXPOSED.value() + ", " + etagHeader);
  }

  /** The same where a page may read these headers. */
  List<Header> headers(PushRequest request, Header exposed) {
    if (anyOrigin) {
      return exposed.equals(EXPOSED) ? ANY_ORIGIN_HEADERS : List.of(ANY, exposed);
    }
    if (origins.isEmpty()) {
      return List.of();
    }
    Optional<String> origin = request.header("Origin").filter(origins::contains);
    if (origin.isEmpty()) {
      return List.of(VARIES);
    }
    Header allowed = new Header("Access-Control-Allow-Origin", origin.get());
    return credentials
        ? List.of(allowed, CREDENTIALS, exposed, VARIES)
        : List.of(allowed, exposed, VARIES);
  }
}
