package org.pushrelay.server.config;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression as nginx's users write it, with the results of PCRE. Clients choose the text
 * that is searched, so the time is linear in its length (RE2/J) wherever the expression allows
 * that; what RE2/J does not know is searched by backtracking with a bound.
 */
public final class NginxRegex {
  private static final Pattern GROUP = Pattern.compile("\\(\\?(?:P?<|')([A-Za-z_]\\w*)[>']");

  private final String text;
  private final Map<String, String> groups;
  private final com.google.re2j.@Nullable Pattern linear;
  private final @Nullable BacktrackingRegex backtracking;

  private NginxRegex(String text, boolean ignoresCase) {
    this.text = text;
    Map<String, String> names = new HashMap<>();
    Matcher matcher = GROUP.matcher(text);
    StringBuilder renamed = new StringBuilder();
    while (matcher.find()) {
      // names of groups have no underscore in java.util.regex
      String name = "g" + names.size();
      names.put(matcher.group(1).toLowerCase(Locale.ROOT), name);
      matcher.appendReplacement(renamed, "(?<" + name + ">");
    }
    matcher.appendTail(renamed);
    this.groups = Map.copyOf(names);
    this.linear = linear(renamed.toString(), ignoresCase);
    // of the line ends, only \n is one to PCRE
    int flags =
        Pattern.UNIX_LINES | (ignoresCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
    this.backtracking =
        linear == null ? new BacktrackingRegex(Pattern.compile(renamed.toString(), flags)) : null;
  }

  private static com.google.re2j.@Nullable Pattern linear(String text, boolean ignoresCase) {
    if (text.contains("\\v")) {
      // one character to RE2/J, and a class of characters to PCRE
      return null;
    }
    try {
      int flags = ignoresCase ? com.google.re2j.Pattern.CASE_INSENSITIVE : 0;
      return com.google.re2j.Pattern.compile(text, flags);
    } catch (com.google.re2j.PatternSyntaxException e) {
      // either it needs backtracking, or java.util.regex says what is wrong with it
      return null;
    }
  }

  /**
   * Compiles an expression.
   *
   * @throws PatternSyntaxException if it is none
   */
  static NginxRegex compile(String text, boolean ignoresCase) {
    return new NginxRegex(text, ignoresCase);
  }

  static Set<String> groupNames(String text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = GROUP.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1).toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /** What to say of the expression when the program starts; empty if its searches are linear. */
  Optional<String> note() {
    return backtracking == null
        ? Optional.empty()
        : Optional.of(
            "has the expression \""
                + text
                + "\", which needs backtracking (lookaround, a backreference, or a possessive or"
                + " atomic group): a request gets 500 if the search takes more than "
                + BacktrackingRegex.MAX_STEPS
                + " steps");
  }

  /**
   * What the groups have caught, if the expression is found in the text.
   *
   * @throws RegexLimitException if the search costs too much
   */
  Optional<Captures> find(String searched) {
    if (backtracking != null) {
      return backtracking
          .find(searched)
          .map(found -> captures(found.groupCount(), found::group, found::group));
    }
    Optional<Captures> found = findLinear(searched);
    // to PCRE, $ is also in front of a last line end
    boolean endsLine = searched.endsWith("\n") && text.indexOf('$') >= 0;
    return found.isEmpty() && endsLine
        ? findLinear(searched.substring(0, searched.length() - 1))
        : found;
  }

  private Optional<Captures> findLinear(String searched) {
    com.google.re2j.Matcher found = requireNonNull(linear, "linear").matcher(searched);
    return found.find()
        ? Optional.of(captures(found.groupCount(), found::group, found::group))
        : Optional.empty();
  }

  private Captures captures(
      int count,
      IntFunction<@Nullable String> byNumber,
      Function<String, @Nullable String> byName) {
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i <= Math.min(9, count); i++) {
      put(values, Integer.toString(i), byNumber.apply(i));
    }
    groups.forEach((name, group) -> put(values, name, byName.apply(group)));
    return new Captures(values);
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  /** The expression. */
  @Override
  public String toString() {
    return text;
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
