package org.pushrelay.server.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A path as names of directories and a file.
 *
 * @param names the segments from the root on
 * @param isDirectory whether a slash ends the path
 */
record FilePath(List<String> names, boolean isDirectory) {

  /** Copies the names. */
  FilePath {
    names = List.copyOf(names);
  }

  /**
   * The names in the path of a request.
   *
   * @param path decoded and normalised
   * @return empty if no file may be looked up by it, or one of its names begins with a dot
   */
  static Optional<FilePath> of(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    boolean directory = path.endsWith("/");
    String inner = path.substring(1, directory ? Math.max(1, path.length() - 1) : path.length());
    List<String> names = inner.isEmpty() ? List.of() : List.of(inner.split("/", -1));
    // a path of two slashes only has an empty name between them
    return path.equals("//") || !names.stream().allMatch(FilePath::isVisibleName)
        ? Optional.empty()
        : Optional.of(new FilePath(names, directory));
  }

  /** The names in what a path begins with, as a configuration has it; none in an empty text. */
  static FilePath ofPrefix(String prefix) {
    List<String> names = new ArrayList<>(Arrays.asList(prefix.split("/", -1)));
    names.removeIf(String::isEmpty);
    return new FilePath(names, true);
  }

  private static boolean isVisibleName(String name) {
    // RFC 8615: the one directory with a dot that is meant for everybody
    boolean hidden = name.startsWith(".") && !name.equals(".well-known");
    return !name.isEmpty()
        && !hidden
        && name.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c));
  }

  /** What is left below a directory; empty if this is neither the directory nor below it. */
  Optional<FilePath> below(FilePath directory) {
    int depth = directory.names.size();
    boolean isBelow = names.size() >= depth && names.subList(0, depth).equals(directory.names);
    return isBelow
        ? Optional.of(new FilePath(names.subList(depth, names.size()), isDirectory))
        : Optional.empty();
  }
}
