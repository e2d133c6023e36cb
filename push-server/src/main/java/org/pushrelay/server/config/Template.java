package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Reads an argument of a directive; variables that do not exist are told. */
  static Template parse(Directive directive, String text, Variables known, Problems problems) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      literal(directive, text.substring(end, matcher.start()), parts, problems);
      String name = matcher.group().replaceAll("[${}]", "").toLowerCase(Locale.ROOT);
      if (!known.knows(name)) {
        String hint = known.closest(name).map(n -> " (did you mean $" + n + "?)").orElse("");
        problems.error(directive, "uses the variable $" + name + ", which nothing defines" + hint);
      }
      parts.add(new Part.Variable(name));
      end = matcher.end();
    }
    literal(directive, text.substring(end), parts, problems);
    return new Template(parts);
  }

  private static void literal(
      Directive directive, String text, List<Part> parts, Problems problems) {
    if (text.indexOf('$') >= 0) {
      problems.error(directive, "has a $ without a variable's name behind it");
    }
    if (!text.isEmpty()) {
      parts.add(new Part.Literal(text));
    }
  }

  /** The text for one request. */
  public String of(RequestValues values) {
    if (parts.size() == 1) {
      return value(parts.get(0), values);
    }
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(value(part, values));
    }
    return text.toString();
  }

  private static String value(Part part, RequestValues values) {
    if (part instanceof Part.Variable variable) {
      return values.value(variable.name());
    }
    return ((Part.Literal) part).text();
  }
}
