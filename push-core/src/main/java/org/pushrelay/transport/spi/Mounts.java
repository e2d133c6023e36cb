package org.pushrelay.transport.spi;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.transport.ExchangeHandler;

/**
 * Endpoints by path, for servers that have no routing of their own. An endpoint gets the requests
 * for its path and for what lies below it; of several, the one with the longest path. Immutable.
 */
public final class Mounts {
  /** Nothing is mounted. */
  public static final Mounts NONE = new Mounts(new String[0], List.of());

  /** The longest path first: it is the closest. */
  private final String[] paths;

  private final List<Optional<ExchangeHandler>> endpoints;

  private Mounts(String[] paths, List<Optional<ExchangeHandler>> endpoints) {
    this.paths = paths;
    this.endpoints = endpoints;
  }

  /**
   * Returns a copy with one more endpoint.
   *
   * @param path the endpoint gets all requests whose path is this one or lies below it; {@code /}
   *     is all
   * @throws IllegalArgumentException if the path does not start with a slash, holds a pattern or a
   *     query, or is mounted already
   */
  public Mounts with(String path, ExchangeHandler endpoint) {
    requireNonNull(path, "path");
    requireNonNull(endpoint, "endpoint");
    checkArgument(path.startsWith("/"), "path: %s (expected: one that starts with /)", path);
    checkArgument(
        path.chars().noneMatch(c -> c == '*' || c == '?' || c == '#' || c == '{'),
        "path: %s (expected: one without *, ?, # and {; all paths below it belong to it)",
        path);
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    List<String> morePaths = new ArrayList<>(List.of(paths));
    List<Optional<ExchangeHandler>> moreEndpoints = new ArrayList<>(endpoints);
    checkArgument(
        !morePaths.contains(prefix),
        "path: %s (expected: one that nothing is mounted at yet)",
        path);
    int at = 0;
    while (at < paths.length && paths[at].length() >= prefix.length()) {
      at++;
    }
    morePaths.add(at, prefix);
    moreEndpoints.add(at, Optional.of(endpoint));
    return new Mounts(morePaths.toArray(new String[0]), List.copyOf(moreEndpoints));
  }

  /** The endpoint that is closest to a path. */
  public Optional<ExchangeHandler> find(String path) {
    for (int i = 0; i < paths.length; i++) {
      if (isAtOrBelow(path, paths[i])) {
        return endpoints.get(i);
      }
    }
    return Optional.empty();
  }

  private static boolean isAtOrBelow(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }
}
