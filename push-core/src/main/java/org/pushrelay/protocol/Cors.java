package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;

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
 */
public record Cors(boolean anyOrigin, Set<String> origins) {
  /** Pages of the relay's own origin only. */
  public static final Cors OFF = new Cors(false, Set.of());

  /** Pages of every origin, without credentials. */
  public static final Cors ANY_ORIGIN = new Cors(true, Set.of());

  private static final Header EXPOSED =
      new Header("Access-Control-Expose-Headers", "Last-Modified, Etag, Push-Gap");
  private static final Header ANY = new Header("Access-Control-Allow-Origin", "*");
  private static final List<Header> ANY_ORIGIN_HEADERS = List.of(ANY, EXPOSED);
  private static final Header VARIES = new Header("Vary", "Origin");

  /** Copies the origins. */
  public Cors {
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
    return new Cors(false, Set.of(origins));
  }

  /** The headers that an answer to this request carries; the same list for most requests. */
  List<Header> headers(PushRequest request) {
    if (anyOrigin) {
      return ANY_ORIGIN_HEADERS;
    }
    if (origins.isEmpty()) {
      return List.of();
    }
    Optional<String> origin = request.header("Origin").filter(origins::contains);
    return origin.isEmpty()
        ? List.of(VARIES)
        : List.of(new Header("Access-Control-Allow-Origin", origin.get()), EXPOSED, VARIES);
  }
}
