package org.pushrelay.server.config;

import java.util.EnumSet;
import java.util.Set;

/**
 * What is known of a directive before it is understood.
 *
 * @param name its name
 * @param contexts the blocks it may stand in
 * @param minArgs the fewest arguments
 * @param maxArgs the most arguments
 * @param form what follows the arguments
 * @param repeats whether it may stand more than once in a block
 */
record DirectiveSpec(
    String name, Set<Context> contexts, int minArgs, int maxArgs, Form form, boolean repeats) {
  static final int ANY = Integer.MAX_VALUE;

  /** What follows a directive's arguments. */
  enum Form {
    /** A semicolon. */
    SIMPLE,
    /** A block of directives. */
    BLOCK
  }

  DirectiveSpec {
    contexts = Set.copyOf(contexts);
  }

  static DirectiveSpec simple(String name, int minArgs, int maxArgs, Context... contexts) {
    return new DirectiveSpec(name, set(contexts), minArgs, maxArgs, Form.SIMPLE, false);
  }

  static DirectiveSpec block(String name, int minArgs, int maxArgs, Context... contexts) {
    return new DirectiveSpec(name, set(contexts), minArgs, maxArgs, Form.BLOCK, false);
  }

  DirectiveSpec repeatable() {
    return new DirectiveSpec(name, contexts, minArgs, maxArgs, form, true);
  }

  /** The number of arguments it takes, in words. */
  String arity() {
    if (maxArgs == 0) {
      return "no arguments";
    }
    if (minArgs == maxArgs) {
      return minArgs == 1 ? "one argument" : minArgs + " arguments";
    }
    return maxArgs == ANY
        ? "at least " + (minArgs == 1 ? "one argument" : minArgs + " arguments")
        : minArgs + " to " + maxArgs + " arguments";
  }

  private static Set<Context> set(Context... contexts) {
    Set<Context> set = EnumSet.noneOf(Context.class);
    set.addAll(Set.of(contexts));
    return set;
  }
}
