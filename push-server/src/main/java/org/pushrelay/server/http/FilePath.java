package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The path of a request as names of directories and a file, decoded once. Paths with two meanings
 * are none: those with empty or dot segments, with encoded slashes, or with broken encodings.
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
   * Reads the path of a request.
   *
   * @param raw as it came: percent-encoded, without the query
   * @return empty if no file may be looked up by it, or one of its names begins with a dot
   */
  static Optional<FilePath> ofEncoded(String raw) {
    return parse(raw, FilePath::decode);
  }

  /** The same of a path that is written as it is meant, without an encoding. */
  static Optional<FilePath> ofPlain(String path) {
    return parse(path, Optional::of);
  }

  private static Optional<FilePath> parse(
      String path, Function<String, Optional<String>> decoding) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    boolean directory = path.endsWith("/");
    String inner = path.substring(1, directory ? Math.max(1, path.length() - 1) : path.length());
    List<String> names = new ArrayList<>();
    for (String segment : inner.isEmpty() ? new String[0] : inner.split("/", -1)) {
      Optional<String> name = decoding.apply(segment).filter(FilePath::isVisibleName);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      names.add(name.get());
    }
    // a path of two slashes only has an empty name between them
    return path.equals("//") ? Optional.empty() : Optional.of(new FilePath(names, directory));
  }

  private static boolean isVisibleName(String name) {
    return !name.isEmpty()
        && !name.startsWith(".")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
  }

  private static Optional<String> decode(String segment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
    for (int at = 0; at < segment.length(); at++) {
      char c = segment.charAt(at);
      if (c > 0x7f) {
        return Optional.empty();
      }
      if (c == '%') {
        if (at + 2 >= segment.length()
            || !HexFormat.isHexDigit(segment.charAt(at + 1))
            || !HexFormat.isHexDigit(segment.charAt(at + 2))) {
          return Optional.empty();
        }
        bytes.write(HexFormat.fromHexDigits(segment, at + 1, at + 3));
        at += 2;
      } else {
        bytes.write(c);
      }
    }
    try {
      ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray());
      return Optional.of(UTF_8.newDecoder().decode(all).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
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
