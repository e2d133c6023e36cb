package org.pushrelay.server.config;

import java.util.Locale;

/** The blocks that directives stand in, from the outermost to the innermost. */
enum Context {
  MAIN,
  HTTP,
  SERVER,
  LOCATION;

  /** The block's name; what is outside all blocks is {@code main}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
