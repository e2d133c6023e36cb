package org.pushrelay.server.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pushrelay.server.config.NginxRegex.Captures;

/**
 * One location of a server.
 *
 * @param match which paths it is for
 * @param settings what happens there
 * @param nested the locations within it, in the order of the text
 */
public record Location(LocationMatch match, LocationSettings settings, List<Location> nested) {
  /** Copies the list. */
  public Location {
    nested = List.copyOf(nested);
  }

  /**
   * A location, and what its expression has caught of a path.
   *
   * @param location the location
   * @param captures what was caught
   */
  public record Found(Location location, Captures captures) {}

  /**
   * The location that a path leads to on one level.
   *
   * @param found the location and its captures
   * @param isFinal whether expressions of outer levels are not tried any more
   */
  private record Hit(Found found, boolean isFinal) {}

  /** This location and all within it. */
  public Stream<Location> withNested() {
    return Stream.concat(Stream.of(this), nested.stream().flatMap(Location::withNested));
  }

  /**
   * The location for a path, as nginx finds it: the exact one; else the longest prefix, if that one
   * wants no expressions tried; else the first expression; else the longest prefix. Within a
   * location that is found, its nested ones are searched in the same way, and before the
   * expressions beside it.
   *
   * @param path decoded and normalised
   */
  public static Optional<Found> find(List<Location> locations, String path) {
    return Optional.ofNullable(search(locations, path, Captures.NONE)).map(Hit::found);
  }

  /**
   * Searches one level and those below it.
   *
   * @param caught the captures of the locations around
   */
  private static @Nullable Hit search(List<Location> locations, String path, Captures caught) {
    Location longest = null;
    int length = -1;
    for (Location location : locations) {
      if (location.match() instanceof LocationMatch.Exact exact && exact.path().equals(path)) {
        return new Hit(new Found(location, caught), true);
      }
      if (location.match() instanceof LocationMatch.Prefix prefix
          && path.startsWith(prefix.prefix())
          && prefix.prefix().length() > length) {
        longest = location;
        length = prefix.prefix().length();
      }
    }
    Hit best = longest == null ? null : within(longest, path, caught);
    boolean triesExpressions =
        longest == null
            || !(longest.match() instanceof LocationMatch.Prefix prefix)
            || !prefix.beatsRegexes();
    if (!triesExpressions || (best != null && best.isFinal())) {
      return best;
    }
    Hit byExpression = byExpression(locations, path);
    return byExpression == null ? best : byExpression;
  }

  /** The location within a location, or itself. */
  private static Hit within(Location location, String path, Captures caught) {
    Hit inner = location.nested().isEmpty() ? null : search(location.nested(), path, caught);
    return inner == null ? new Hit(new Found(location, caught), false) : inner;
  }

  private static @Nullable Hit byExpression(List<Location> locations, String path) {
    for (Location location : locations) {
      if (location.match() instanceof LocationMatch.Regex regex) {
        Optional<Captures> captures = regex.find(path);
        if (captures.isPresent()) {
          return new Hit(within(location, path, captures.get()).found(), true);
        }
      }
    }
    return null;
  }
}
