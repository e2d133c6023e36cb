package org.pushrelay.server.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts words together to directives and blocks. One thread at a time. */
final class Parser {
  /** Blocks within blocks; configurations need six or so, and whatever reads them recurses. */
  private static final int MAX_DEPTH = 100;

  private final Lexer lexer;
  private int depth;

  Parser(String file, String text) {
    this.lexer = new Lexer(file, text);
  }

  /** All directives of the text. */
  List<Directive> parse() throws ConfigException {
    return directives(null);
  }

  /** What stands before the brace that closes the block of a directive, or before the end. */
  private List<Directive> directives(@Nullable Word owner) throws ConfigException {
    List<Directive> directives = new ArrayList<>();
    while (true) {
      Token token = lexer.next();
      if (token instanceof Token.Text text) {
        directives.add(directive(text.word()));
      } else if (token instanceof Token.End) {
        if (owner != null) {
          throw new ConfigException(
              owner.position(),
              "the block of \"" + owner + "\" is not closed (expected: } before the end of file)");
        }
        return directives;
      } else if (token instanceof Token.Close) {
        if (owner == null) {
          throw new ConfigException(token.position(), "unexpected } (no block is open here)");
        }
        return directives;
      } else {
        String found = token instanceof Token.Open ? "{" : ";";
        throw new ConfigException(
            token.position(), "unexpected " + found + " (expected: a directive's name)");
      }
    }
  }

  private List<Directive> block(Word name) throws ConfigException {
    if (name.text().endsWith("_by_lua_block")) {
      lexer.skipLua(name);
      return List.of();
    }
    if (depth == MAX_DEPTH) {
      throw new ConfigException(
          name.position(),
          "the block of \""
              + name
              + "\" is nested too deeply (expected: at most "
              + MAX_DEPTH
              + " blocks within each other)");
    }
    depth++;
    List<Directive> children = directives(name);
    depth--;
    return children;
  }

  private Directive directive(Word name) throws ConfigException {
    List<Word> args = new ArrayList<>();
    while (true) {
      Token token = lexer.next();
      if (token instanceof Token.Text text) {
        args.add(text.word());
      } else if (token instanceof Token.Semicolon) {
        return new Directive(name, args, Optional.empty());
      } else if (token instanceof Token.Open) {
        return new Directive(name, args, Optional.of(block(name)));
      } else {
        String found = token instanceof Token.Close ? "}" : "end of file";
        throw new ConfigException(
            name.position(),
            "\"" + name + "\" is not ended: unexpected " + found + " (expected: ; or {)");
      }
    }
  }
}
