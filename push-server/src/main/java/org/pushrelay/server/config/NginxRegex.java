package org.pushrelay.server.config;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression as nginx's users write it. Java's are close to Perl's; only the names of
 * groups differ, which may have no underscore in Java.
 */
public final class NginxRegex {
  private static final Pattern GROUP = Pattern.compile("\\(\\?(?:P?<|')([A-Za-z_]\\w*)[>']");

  private final Pattern pattern;
  private final Map<String, String> groups;

  private NginxRegex(Pattern pattern, Map<String, String> groups) {
    this.pattern = pattern;
    this.groups = Map.copyOf(groups);
  }

  /**
   * Compiles an expression.
   *
   * @throws PatternSyntaxException if it is none
   */
  static NginxRegex compile(String text, boolean ignoresCase) {
    Map<String, String> groups = new HashMap<>();
    Matcher matcher = GROUP.matcher(text);
    StringBuilder renamed = new StringBuilder();
    while (matcher.find()) {
      String name = "g" + groups.size();
      groups.put(matcher.group(1).toLowerCase(Locale.ROOT), name);
      matcher.appendReplacement(renamed, "(?<" + name + ">");
    }
    matcher.appendTail(renamed);
    int flags = ignoresCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    return new NginxRegex(Pattern.compile(renamed.toString(), flags), groups);
  }

  static Set<String> groupNames(String text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = GROUP.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1).toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /** What the groups have caught, if the expression is found in the text. */
  Optional<Captures> find(String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i <= Math.min(9, matcher.groupCount()); i++) {
      put(values, Integer.toString(i), matcher.group(i));
    }
    groups.forEach((name, group) -> put(values, name, matcher.group(group)));
    return Optional.of(new Captures(values));
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  /** The expression. */
  @Override
  public String toString() {
    return pattern.pattern();
  }

  /**
   * What the groups of an expression have caught.
   *
   * @param values by number and by name
   */
  public record Captures(Map<String, String> values) {
    /** Where there is no expression. */
    public static final Captures NONE = new Captures(Map.of());

    /** Copies the values. */
    public Captures {
      values = Map.copyOf(values);
    }
  }
}
