package org.pushrelay.server.config;

import java.util.List;
import java.util.Optional;
import org.pushrelay.server.config.NginxRegex.Captures;

/**
 * One location of a server.
 *
 * @param match which paths it is for
 * @param settings what happens there
 */
public record Location(LocationMatch match, LocationSettings settings) {

  /**
   * A location, and what its expression has caught of a path.
   *
   * @param location the location
   * @param captures what was caught
   */
  public record Found(Location location, Captures captures) {}

  /**
   * The location for a path, as nginx finds it: the exact one; else the longest prefix, if that one
   * wants no expressions tried; else the first expression; else the longest prefix.
   *
   * @param path decoded and normalised
   */
  public static Optional<Found> find(List<Location> locations, String path) {
    Location longest = null;
    int length = -1;
    for (Location location : locations) {
      if (location.match() instanceof LocationMatch.Exact exact && exact.path().equals(path)) {
        return Optional.of(new Found(location, Captures.NONE));
      }
      if (location.match() instanceof LocationMatch.Prefix prefix
          && path.startsWith(prefix.prefix())
          && prefix.prefix().length() > length) {
        longest = location;
        length = prefix.prefix().length();
      }
    }
    boolean triesExpressions =
        longest == null
            || !(longest.match() instanceof LocationMatch.Prefix prefix)
            || !prefix.beatsRegexes();
    Optional<Found> byExpression =
        triesExpressions ? findByExpression(locations, path) : Optional.empty();
    if (byExpression.isPresent()) {
      return byExpression;
    }
    return longest == null ? Optional.empty() : Optional.of(new Found(longest, Captures.NONE));
  }

  private static Optional<Found> findByExpression(List<Location> locations, String path) {
    for (Location location : locations) {
      if (location.match() instanceof LocationMatch.Regex regex) {
        Optional<Captures> captures = regex.find(path);
        if (captures.isPresent()) {
          return Optional.of(new Found(location, captures.get()));
        }
      }
    }
    return Optional.empty();
  }
}
