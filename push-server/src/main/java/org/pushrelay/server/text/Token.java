package org.pushrelay.server.text;

/** The smallest piece of a configuration. */
sealed interface Token {
  /** Where it begins. */
  Position position();

  /** A name or an argument. */
  record Text(Word word) implements Token {
    @Override
    public Position position() {
      return word.position();
    }
  }

  /** {@code ;}. */
  record Semicolon(Position position) implements Token {}

  /** An opening brace. */
  record Open(Position position) implements Token {}

  /** A closing brace. */
  record Close(Position position) implements Token {}

  /** Nothing comes after it. */
  record End(Position position) implements Token {}
}
