package org.pushrelay.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.pushrelay.server.text.Directive;

/**
 * Reads settings with one argument from a scope: the closest block's, or the default. A value that
 * cannot be read is told, and the default stands in for it.
 */
final class DirectiveArguments {
  private final Problems problems;

  DirectiveArguments(Problems problems) {
    this.problems = problems;
  }

  boolean flag(Scope scope, String name, boolean byDefault) {
    return read(
        scope,
        name,
        byDefault,
        directive ->
            switch (directive.arg(0)) {
              case "on" -> Optional.of(true);
              case "off" -> Optional.of(false);
              default -> wrong(directive, "on or off");
            });
  }

  int number(Scope scope, String name, int byDefault) {
    return read(scope, name, byDefault, this::number);
  }

  /** The number that a directive has for its argument. */
  Optional<Integer> number(Directive directive) {
    if (!directive.arg(0).matches("\\d{1,9}")) {
      return wrong(directive, "a number from 0 on");
    }
    return Optional.of(Integer.valueOf(directive.arg(0)));
  }

  long size(Scope scope, String name, long byDefault) {
    return read(
        scope,
        name,
        byDefault,
        directive -> {
          OptionalLong size = NginxUnits.size(directive.arg(0));
          return size.isPresent()
              ? Optional.of(size.getAsLong())
              : wrong(directive, "a size, as 512, 8k, 32m or 1g");
        });
  }

  Duration time(Scope scope, String name, Duration byDefault) {
    return read(
        scope,
        name,
        byDefault,
        directive -> {
          Optional<Duration> time = NginxUnits.time(directive.arg(0));
          return time.isPresent() ? time : wrong(directive, "a time, as 5, 500ms, 2h or 1h30m");
        });
  }

  String text(Scope scope, String name, String byDefault) {
    return read(scope, name, byDefault, directive -> Optional.of(directive.arg(0)));
  }

  <T> T read(Scope scope, String name, T byDefault, Function<Directive, Optional<T>> value) {
    return scope.find(name).flatMap(value).orElse(byDefault);
  }

  /** One of some words. */
  String oneOf(Directive directive, List<String> words, String byDefault) {
    String word = directive.arg(0);
    if (!words.contains(word)) {
      problems.error(directive, "is \"" + word + "\" (expected: " + listed(words) + ")");
      return byDefault;
    }
    return word;
  }

  private <T> Optional<T> wrong(Directive directive, String expected) {
    problems.error(directive, "is \"" + directive.arg(0) + "\" (expected: " + expected + ")");
    return Optional.empty();
  }

  private static String listed(List<String> words) {
    int last = words.size() - 1;
    return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }
}
