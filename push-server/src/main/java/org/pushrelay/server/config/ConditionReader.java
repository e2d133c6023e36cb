package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/** Reads the conditions of {@code if}. */
final class ConditionReader {
  private final Variables variables;
  private final Problems problems;

  ConditionReader(Variables variables, Problems problems) {
    this.variables = variables;
    this.problems = problems;
  }

  /** The condition of a directive; nothing if it is none. */
  Optional<Condition> read(Directive directive) {
    List<String> words = words(directive);
    if (words.isEmpty() || !words.get(0).matches("\\$\\w+")) {
      return wrong(directive);
    }
    // what nothing defines is told there
    Template.parse(directive, words.get(0), variables, problems);
    String variable = words.get(0).substring(1).toLowerCase(Locale.ROOT);
    if (words.size() == 1) {
      return Optional.of(new Condition.IsSet(variable));
    }
    if (words.size() != 3) {
      return wrong(directive);
    }
    String text = words.get(2);
    return switch (words.get(1)) {
      case "=", "!=" ->
          Optional.of(
              new Condition.Compares(
                  variable,
                  Template.parse(directive, text, variables, problems),
                  words.get(1).equals("!=")));
      case "~", "!~" -> finds(directive, variable, text, false, words.get(1).startsWith("!"));
      case "~*", "!~*" -> finds(directive, variable, text, true, words.get(1).startsWith("!"));
      default -> wrong(directive);
    };
  }

  private Optional<Condition> finds(
      Directive directive, String variable, String text, boolean ignoresCase, boolean misses) {
    try {
      NginxRegex expression = NginxRegex.compile(text, ignoresCase);
      expression.note().ifPresent(note -> problems.note(directive, note));
      return Optional.of(new Condition.Finds(variable, expression, misses));
    } catch (PatternSyntaxException e) {
      problems.error(directive, "has a broken expression \"" + text + "\": " + e.getDescription());
      return Optional.empty();
    }
  }

  private Optional<Condition> wrong(Directive directive) {
    problems.error(
        directive,
        "has a condition that cannot be read (expected: ($name), or ($name = text) with one of = !="
            + " ~ ~* !~ !~*)");
    return Optional.empty();
  }

  /** What stands between the parentheses; nothing if they are not there. */
  private static List<String> words(Directive directive) {
    List<String> words = new ArrayList<>(directive.args().stream().map(Word::text).toList());
    int last = words.size() - 1;
    if (!words.get(0).startsWith("(") || !words.get(last).endsWith(")")) {
      return List.of();
    }
    words.set(0, words.get(0).substring(1));
    words.set(last, words.get(last).substring(0, words.get(last).length() - 1));
    if (words.size() > 1) {
      if (words.get(0).isEmpty()) {
        words.remove(0);
      }
      // behind a quoted text, the parenthesis is a word of its own; an empty text has quotes
      boolean closesAlone = directive.arg(last).equals(")");
      if (closesAlone) {
        words.remove(words.size() - 1);
      }
    }
    return words;
  }
}
