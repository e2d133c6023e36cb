package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pushrelay.server.text.Directive;

/**
 * Text with variables in it, as <code>a-$arg_id-${arg_x}</code>. Immutable.
 *
 * @param parts the text in pieces
 */
public record Template(List<Part> parts) {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:([1-9])|([A-Za-z_]\\w*)|\\{(\\w+)\\})");

  /** Copies the parts. */
  public Template {
    parts = List.copyOf(parts);
  }

  /** A piece of a template. */
  public sealed interface Part {
    /**
     * Text that stands for itself.
     *
     * @param text the text
     */
    record Literal(String text) implements Part {}

    /**
     * A variable.
     *
     * @param name its name, without the dollar sign
     */
    record Variable(String name) implements Part {}
  }

  /** A template that is the same for all requests. */
  public static Template literal(String text) {
    return new Template(List.of(new Part.Literal(text)));
  }

  /** A template that is the value of a variable. */
  static Template variable(String name) {
    return new Template(List.of(new Part.Variable(name)));
  }

  /** Reads a text that is known to be right. */
  static Template of(String text) {
    return parse(text, name -> {}, literal -> {});
  }

  /** Reads an argument of a directive; reports variables that do not exist. */
  static Template parse(Directive directive, String text, Variables known, Problems problems) {
    return parse(
        text,
        name -> known.complaint(name).ifPresent(what -> problems.error(directive, what)),
        literal -> {
          if (literal.indexOf('$') >= 0) {
            problems.error(directive, "has a $ without a variable's name behind it");
          }
        });
  }

  private static Template parse(
      String text, Consumer<String> onVariable, Consumer<String> onLiteral) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      literal(text.substring(end, matcher.start()), parts, onLiteral);
      String name = matcher.group().replaceAll("[${}]", "").toLowerCase(Locale.ROOT);
      onVariable.accept(name);
      parts.add(new Part.Variable(name));
      end = matcher.end();
    }
    literal(text.substring(end), parts, onLiteral);
    return new Template(parts);
  }

  private static void literal(String text, List<Part> parts, Consumer<String> onLiteral) {
    if (!text.isEmpty()) {
      onLiteral.accept(text);
      parts.add(new Part.Literal(text));
    }
  }

  /** The names of the variables in it. */
  Stream<String> variables() {
    return parts.stream()
        .filter(Part.Variable.class::isInstance)
        .map(part -> ((Part.Variable) part).name());
  }

  /** The text for one request. */
  public String of(VariableContext values) {
    if (parts.size() == 1) {
      return value(parts.get(0), values);
    }
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(value(part, values));
    }
    return text.toString();
  }

  private static String value(Part part, VariableContext values) {
    if (part instanceof Part.Variable variable) {
      return values.value(variable.name());
    }
    return ((Part.Literal) part).text();
  }
}
