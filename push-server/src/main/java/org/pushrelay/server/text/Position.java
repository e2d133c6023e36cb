package org.pushrelay.server.text;

import static java.util.Objects.requireNonNull;

/**
 * Where something stands in a configuration.
 *
 * @param file the file's name, as the user gave it
 * @param line from 1 on
 * @param column from 1 on
 */
public record Position(String file, int line, int column) {
  /** Checks that there is a name. */
  public Position {
    requireNonNull(file, "file");
  }

  /** File and line, as compilers write them. */
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
