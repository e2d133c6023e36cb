package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Ascii;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;

/**
 * The pages of other origins that may use an endpoint (Fetch, 3.2). Origins are compared as
 * strings: {@code https://www.example.org}, {@code capacitor://localhost}, {@code null}.
 *
 * @param origins the origins whose pages may read the responses
 * @param credentials whether they may with what the browser knows of the user, as cookies; never
 *     together with {@code *}
 */
public record Cors(Origins origins, boolean credentials) {

  /** A choice of origins. */
  public sealed interface Origins {

    /** The relay's own origin only. */
    record Own() implements Origins {}

    /** Every origin, told by {@code *}, which browsers never take together with credentials. */
    record Any() implements Origins {}

    /** Every origin; a response names the origin of its request. */
    record Echoed() implements Origins {}

    /**
     * Some origins.
     *
     * @param names the origins, as a browser sends them
     */
    record Named(Set<String> names) implements Origins {
      /** Copies the origins. */
      public Named {
        names = Set.copyOf(names);
        for (String name : names) {
          checkArgument(isOrigin(name), "origin: %s (expected: as https://www.example.org)", name);
        }
      }
    }

    /**
     * Origins that depend on the request.
     *
     * @param names finds them, and is called for each request, from any thread; {@code *} among
     *     them is every origin
     */
    record PerRequest(Function<PushRequest, Set<String>> names) implements Origins {
      /** Checks that there is a function. */
      public PerRequest {
        requireNonNull(names, "names");
      }
    }
  }

  /** Pages of the relay's own origin only. */
  public static final Cors OFF = new Cors(new Origins.Own(), false);

  /** Pages of every origin, without credentials. */
  public static final Cors ANY_ORIGIN = new Cors(new Origins.Any(), false);

  /**
   * Pages of every origin, with credentials: a response names the origin of its request. Whatever
   * the endpoint shows to a user, every page that the user visits can read (Nchan's default).
   */
  public static final Cors ECHOED_ORIGIN = new Cors(new Origins.Echoed(), true);

  private static final Header EXPOSED =
      new Header("Access-Control-Expose-Headers", "Last-Modified, Etag, Push-Gap");
  private static final String ALLOWED = "Access-Control-Allow-Origin";
  private static final Header ANY = new Header(ALLOWED, "*");
  private static final List<Header> ANY_ORIGIN_HEADERS = List.of(ANY, EXPOSED);
  private static final Header VARIES = new Header("Vary", "Origin");
  private static final List<Header> NOT_ALLOWED_HEADERS = List.of(VARIES);
  private static final Header CREDENTIALS = new Header("Access-Control-Allow-Credentials", "true");

  /** The headers that were made last: most requests come from pages of one origin. */
  private static volatile @Nullable Granted latest;

  private record Granted(String origin, boolean credentials, Header exposed, List<Header> headers) {
    boolean isFor(String askedOrigin, boolean askedCredentials, Header askedExposed) {
      return origin.equals(askedOrigin)
          && credentials == askedCredentials
          && exposed.equals(askedExposed);
    }
  }

  /** Checks that credentials do not go with {@code *}. */
  public Cors {
    requireNonNull(origins, "origins");
    checkArgument(
        !(origins instanceof Origins.Any && credentials),
        "credentials: for any origin (expected: for some)");
  }

  /** Returns a setting that allows pages of these origins, without credentials. */
  public static Cors origins(String... origins) {
    return new Cors(new Origins.Named(Set.of(origins)), false);
  }

  /**
   * Returns a setting that finds the origins for each request, without credentials.
   *
   * @param names finds them, from any thread; {@code *} among them is every origin
   */
  public static Cors originsOf(Function<PushRequest, Set<String>> names) {
    return new Cors(new Origins.PerRequest(names), false);
  }

  /** Returns a copy with credentials, or without. */
  public Cors withCredentials(boolean value) {
    return new Cors(origins, value);
  }

  /** Whether a text can be an origin. The origin of a web page has no path (RFC 6454, 6.2). */
  public static boolean isOrigin(String text) {
    return text.matches("[\\x21-\\x7e]+") && !text.matches("https?://[^/]*/.*");
  }

  /** Whether pages of other origins are allowed at all. */
  private boolean isOff() {
    return origins instanceof Origins.Own;
  }

  private boolean allows(String origin, PushRequest request) {
    if (origins instanceof Origins.Named named) {
      return named.names().contains(origin);
    }
    if (origins instanceof Origins.PerRequest found) {
      Set<String> names = found.names().apply(request);
      return names.contains(origin) || names.contains("*");
    }
    return !isOff();
  }

  /**
   * Whether a request comes from a page of an origin that is none of the configured ones, nor the
   * one that the request goes to. If none are configured, it is left to the browser to refuse.
   */
  boolean refuses(PushRequest request) {
    if (isOff()) {
      return false;
    }
    Optional<String> origin = request.header("Origin");
    return origin.isPresent() && !allows(origin.get(), request) && !isOwn(origin.get(), request);
  }

  /** The headers of a refusal, by which the page's script can read the status, and no more. */
  List<Header> headersOfRefusal(PushRequest request) {
    Header allowed = new Header(ALLOWED, request.header("Origin").orElse("null"));
    return credentials ? List.of(allowed, CREDENTIALS, VARIES) : List.of(allowed, VARIES);
  }

  /**
   * Whether a request for a WebSocket may be granted: the rules of browsers for other origins do
   * not hold for WebSockets, so it is for us to refuse them (RFC 6455, 10.2). A request without an
   * origin does not come from a page.
   */
  boolean allowsWebSocket(PushRequest request) {
    List<String> named = request.headers("Origin");
    if (named.isEmpty()) {
      return true;
    }
    String origin = named.get(0);
    return named.size() == 1 && (allows(origin, request) || isOwn(origin, request));
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

  /** The headers that a response to this request carries; the same list for most requests. */
  List<Header> headers(PushRequest request) {
    return headers(request, EXPOSED);
  }

  /** Which headers a page may read where the Etag has this name. */
  static Header exposed(String etagHeader) {
    return Ascii.equalsIgnoreCase(etagHeader, "Etag")
        ? EXPOSED
        : new Header(EXPOSED.name(), EXPOSED.value() + ", " + etagHeader);
  }

  /** The headers that a response to this request carries where a page may read these headers. */
  List<Header> headers(PushRequest request, Header exposed) {
    if (origins instanceof Origins.Any) {
      return exposed.equals(EXPOSED) ? ANY_ORIGIN_HEADERS : List.of(ANY, exposed);
    }
    if (isOff()) {
      return List.of();
    }
    Optional<String> origin = request.header("Origin");
    return origin.isPresent() && allows(origin.get(), request)
        ? granted(origin.get(), exposed)
        : NOT_ALLOWED_HEADERS;
  }

  private List<Header> granted(String origin, Header exposed) {
    Granted known = latest;
    if (known != null && known.isFor(origin, credentials, exposed)) {
      return known.headers();
    }
    Header allowed = new Header(ALLOWED, origin);
    List<Header> headers =
        credentials
            ? List.of(allowed, CREDENTIALS, exposed, VARIES)
            : List.of(allowed, exposed, VARIES);
    latest = new Granted(origin, credentials, exposed, headers);
    return headers;
  }
}
