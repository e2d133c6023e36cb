package org.pushrelay.server.text;

import static java.util.Objects.requireNonNull;

/**
 * A directive's name or one of its arguments.
 *
 * @param text without quotes, and with escapes replaced
 * @param position its first character
 */
public record Word(String text, Position position) {
  /** Checks that both are there. */
  public Word {
    requireNonNull(text, "text");
    requireNonNull(position, "position");
  }

  @Override
  public String toString() {
    return text;
  }
}
