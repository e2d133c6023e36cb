package org.pushrelay.server.text;

import java.util.List;
import java.util.Optional;

/**
 * One directive: {@code name args;} or {@code name args { ... }}.
 *
 * @param word its name
 * @param args what follows the name
 * @param block the directives between its braces; empty if it has none
 */
public record Directive(Word word, List<Word> args, Optional<List<Directive>> block) {
  /** Copies the lists. */
  public Directive {
    args = List.copyOf(args);
    block = block.map(List::copyOf);
  }

  /** The name. */
  public String name() {
    return word.text();
  }

  /** Where the name stands. */
  public Position position() {
    return word.position();
  }

  /** The argument at an index from 0 on, which has to be there. */
  public String arg(int index) {
    return args.get(index).text();
  }

  /** The directives between the braces; none if there are no braces. */
  public List<Directive> children() {
    return block.orElse(List.of());
  }
}
