package org.pushrelay.server.text;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong, or worth a note, at one place of a configuration.
 *
 * @param position the place
 * @param message what is wrong and what was expected
 */
public record Problem(Position position, String message) {
  /** Checks that both are there. */
  public Problem {
    requireNonNull(position, "position");
    requireNonNull(message, "message");
  }

  @Override
  public String toString() {
    return position + ": " + message;
  }
}
