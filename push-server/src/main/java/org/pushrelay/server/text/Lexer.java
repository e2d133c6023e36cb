package org.pushrelay.server.text;

/**
 * Cuts text into words, semicolons and braces as nginx does: a {@code #} begins a comment only
 * where a word could begin, a backslash keeps the next character from having a meaning, and a word
 * in quotes has to be followed by blank, semicolon or brace. One thread at a time.
 */
final class Lexer {
  private static final int END = -1;

  private final String file;
  private final String text;
  private int offset;
  private int line = 1;
  private int column = 1;

  Lexer(String file, String text) {
    this.file = file;
    // a file that an editor has begun with a byte order mark
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  Token next() throws ConfigException {
    skipBlanksAndComments();
    Position start = here();
    return switch (peek()) {
      case END -> new Token.End(start);
      case ';' -> single(new Token.Semicolon(start));
      case '{' -> single(new Token.Open(start));
      case '}' -> single(new Token.Close(start));
      case '"', '\'' -> new Token.Text(new Word(quoted(start), start));
      default -> new Token.Text(new Word(bare(), start));
    };
  }

  private Token single(Token token) {
    take();
    return token;
  }

  private void skipBlanksAndComments() {
    while (true) {
      if (isBlank(peek())) {
        take();
      } else if (peek() == '#') {
        while (peek() != '\n' && peek() != END) {
          take();
        }
      } else {
        return;
      }
    }
  }

  private String quoted(Position start) throws ConfigException {
    char quote = take();
    StringBuilder word = new StringBuilder();
    while (peek() != quote) {
      if (peek() == END) {
        throw new ConfigException(start, "the quote " + quote + " is not closed");
      }
      takeInto(word);
    }
    take();
    int next = peek();
    if (next != END && !isBlank(next) && next != ';' && next != '{' && next != ')') {
      throw new ConfigException(
          here(), "unexpected \"" + (char) next + "\" after a quote (expected: a blank, ; or {)");
    }
    return word.toString();
  }

  private String bare() {
    StringBuilder word = new StringBuilder();
    while (true) {
      int c = peek();
      boolean inVariable = c == '{' && !word.isEmpty() && word.charAt(word.length() - 1) == '$';
      if (c == END || isBlank(c) || c == ';' || (c == '{' && !inVariable)) {
        return word.toString();
      }
      takeInto(word);
      if (inVariable) {
        takeVariableName(word);
      }
    }
  }

  /** The rest of <code>${name}</code>, whose brace opens no block. */
  private void takeVariableName(StringBuilder word) {
    while (peek() != END && !isBlank(peek()) && peek() != ';') {
      char c = take();
      word.append(c);
      if (c == '}') {
        return;
      }
    }
  }

  /** Takes one character or one escape; an escape without a meaning stays as it is. */
  private void takeInto(StringBuilder word) {
    char c = take();
    if (c != '\\' || peek() == END) {
      word.append(c);
      return;
    }
    char escaped = take();
    switch (escaped) {
      case '"', '\'', '\\' -> word.append(escaped);
      case 't' -> word.append('\t');
      case 'r' -> word.append('\r');
      case 'n' -> word.append('\n');
      default -> word.append('\\').append(escaped);
    }
  }

  /**
   * Skips a program in Lua with the brace that closes it. Braces in its strings and comments do not
   * count.
   *
   * @param owner the directive, for the message
   */
  void skipLua(Word owner) throws ConfigException {
    for (int depth = 1; depth > 0; ) {
      switch (peek()) {
        case END ->
            throw new ConfigException(
                owner.position(),
                "the block of \""
                    + owner
                    + "\" is not closed (expected: } before the end of file)");
        case '{' -> {
          depth++;
          take();
        }
        case '}' -> {
          depth--;
          take();
        }
        case '"', '\'' -> skipLuaString();
        case '-' -> skipLuaComment();
        case '[' -> skipLongBrackets();
        default -> take();
      }
    }
  }

  private void skipLuaString() {
    int quote = take();
    while (peek() != quote && peek() != '\n' && peek() != END) {
      if (take() == '\\' && peek() != END) {
        take();
      }
    }
    if (peek() == quote) {
      take();
    }
  }

  private void skipLuaComment() {
    take();
    if (peek() != '-') {
      return;
    }
    take();
    if (peek() == '[' && skipLongBrackets()) {
      return;
    }
    while (peek() != '\n' && peek() != END) {
      take();
    }
  }

  /** Skips {@code [[...]]} or {@code [==[...]==]}; of anything else, one bracket. */
  private boolean skipLongBrackets() {
    take();
    int equals = 0;
    while (peek() == '=') {
      take();
      equals++;
    }
    if (peek() != '[') {
      return false;
    }
    String end = "]" + "=".repeat(equals) + "]";
    while (peek() != END && !text.startsWith(end, offset)) {
      take();
    }
    for (int i = 0; i < end.length() && peek() != END; i++) {
      take();
    }
    return true;
  }

  private int peek() {
    return offset < text.length() ? text.charAt(offset) : END;
  }

  private char take() {
    char c = text.charAt(offset++);
    if (c == '\n') {
      line++;
      column = 1;
    } else {
      column++;
    }
    return c;
  }

  private Position here() {
    return new Position(file, line, column);
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
