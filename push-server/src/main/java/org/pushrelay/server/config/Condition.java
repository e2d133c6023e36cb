package org.pushrelay.server.config;

import java.util.Optional;
import org.pushrelay.server.config.NginxRegex.Captures;

/** What stands in the parentheses of {@code if}. */
public sealed interface Condition {

  /** What its expression has caught, if it holds; nothing if it does not. */
  Optional<Captures> check(VariableContext values);

  private static Optional<Captures> when(boolean holds) {
    return holds ? Optional.of(Captures.NONE) : Optional.empty();
  }

  /**
   * {@code ($name)}: neither empty nor 0.
   *
   * @param variable its name, without the dollar sign
   */
  record IsSet(String variable) implements Condition {
    @Override
    public Optional<Captures> check(VariableContext values) {
      String value = values.value(variable);
      return when(!value.isEmpty() && !value.equals("0"));
    }
  }

  /**
   * {@code ($name = text)} or {@code ($name != text)}.
   *
   * @param variable its name, without the dollar sign
   * @param text what it is compared with
   * @param differs whether it has to be another one
   */
  record Compares(String variable, Template text, boolean differs) implements Condition {
    @Override
    public Optional<Captures> check(VariableContext values) {
      return when(values.value(variable).equals(text.of(values)) != differs);
    }
  }

  /**
   * {@code ($name ~ expression)}, {@code ~*}, {@code !~} or {@code !~*}.
   *
   * @param variable its name, without the dollar sign
   * @param expression what is looked for in it
   * @param misses whether it must not be found
   */
  record Finds(String variable, NginxRegex expression, boolean misses) implements Condition {
    @Override
    public Optional<Captures> check(VariableContext values) {
      Optional<Captures> found = expression.find(values.value(variable));
      return misses ? when(found.isEmpty()) : found;
    }
  }
}
