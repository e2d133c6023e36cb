package org.pushrelay.server.config;

import java.util.List;
import java.util.Optional;
import org.pushrelay.server.text.Directive;

/**
 * How many messages a channel keeps: five directives of NHPM that set the same two numbers, read in
 * the order of the text as NHPM reads them.
 */
final class BufferLengths {
  private static final int UNSET = -1;
  private static final int DEFAULT_MIN = 1;
  private static final int DEFAULT_MAX = 10;

  private final DirectiveArguments values;
  private final Problems problems;
  private int min = UNSET;
  private int max = UNSET;

  private BufferLengths(DirectiveArguments values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /**
   * The two numbers.
   *
   * @param min what deleting received messages leaves
   * @param max what the channel keeps
   */
  record Lengths(int min, int max) {}

  static Lengths read(Scope scope, DirectiveArguments values, Problems problems) {
    BufferLengths lengths = new BufferLengths(values, problems);
    for (Optional<Scope> at = Optional.of(scope); at.isPresent(); at = at.get().parent()) {
      lengths.inherit(at.get());
    }
    int max = lengths.max == UNSET ? DEFAULT_MAX : lengths.max;
    // a default minimum is not a reason to refuse a short buffer
    int min = lengths.min == UNSET ? Math.min(DEFAULT_MIN, max) : lengths.min;
    if (max < min) {
      lengths.tooShort(scope, max, min);
      return new Lengths(min, min);
    }
    return new Lengths(min, max);
  }

  private void inherit(Scope scope) {
    BufferLengths here = new BufferLengths(values, problems);
    for (Directive directive :
        scope.own(
            "push_store_messages",
            "push_min_message_buffer_length",
            "push_max_message_buffer_length",
            "push_message_buffer_length")) {
      here.apply(directive);
    }
    min = min == UNSET ? here.min : min;
    max = max == UNSET ? here.max : max;
  }

  private void apply(Directive directive) {
    String name = directive.name();
    if (name.equals("push_store_messages")) {
      if (values.oneOf(directive, List.of("on", "off"), "on").equals("off")) {
        min = 0;
        max = 0;
      }
      return;
    }
    boolean setsMin = !name.equals("push_max_message_buffer_length");
    boolean setsMax = !name.equals("push_min_message_buffer_length");
    if ((setsMin && min != UNSET) || (setsMax && max != UNSET)) {
      problems.error(
          directive,
          "contradicts a directive before it that sets the buffer's length, too"
              + " (push_message_buffer_length is the minimum and the maximum;"
              + " push_store_messages off is a length of 0)");
      return;
    }
    values
        .number(directive)
        .ifPresent(
            number -> {
              min = setsMin ? number : min;
              max = setsMax ? number : max;
            });
  }

  private void tooShort(Scope scope, int actualMax, int actualMin) {
    String which = max == UNSET ? actualMax + ", the default" : Integer.toString(actualMax);
    String message =
        "push_max_message_buffer_length cannot be smaller than push_min_message_buffer_length ("
            + which
            + " < "
            + actualMin
            + ")";
    problems.error(
        scope
            .find("push_min_message_buffer_length")
            .or(() -> scope.find("push_max_message_buffer_length"))
            .map(Directive::position)
            .orElse(scope.position()),
        message);
  }
}
