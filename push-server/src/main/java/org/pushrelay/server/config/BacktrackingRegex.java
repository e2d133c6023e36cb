package org.pushrelay.server.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression that can only be matched by trying one possibility after the other: it has a
 * lookahead, a lookbehind, a backreference, or a possessive or atomic group. The steps of a search
 * and the depth of its recursion are bounded, since both can grow without limit with what a client
 * sends. Safe from any thread.
 */
final class BacktrackingRegex {
  /** The characters that one search may look at: about a millisecond of work. */
  static final int MAX_STEPS = 200_000;

  /** The longest text that is searched: no part of a request's head is longer. */
  static final int MAX_LENGTH = 16 * 1024;

  private final Pattern pattern;

  BacktrackingRegex(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Searches a text.
   *
   * @return the matcher with what was found; empty if nothing was
   * @throws RegexLimitException if the search is given up
   */
  Optional<Matcher> find(String text) {
    if (text.length() > MAX_LENGTH) {
      throw limit("the text has more than " + MAX_LENGTH + " characters");
    }
    try {
      Matcher matcher = pattern.matcher(new CountedText(text, 0, text.length(), new Steps()));
      return matcher.find() ? Optional.of(matcher) : Optional.empty();
    } catch (StepLimitException e) {
      throw limit("it takes more than " + MAX_STEPS + " steps");
    } catch (StackOverflowError e) {
      // java.util.regex holds no lock and keeps no state but the matcher, which ends here
      throw limit("it recurses too deeply");
    }
  }

  private RegexLimitException limit(String reason) {
    return new RegexLimitException(
        "The search for the expression \"" + pattern + "\" is given up: " + reason);
  }

  /** Thrown out of the middle of a search. */
  private static final class StepLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepLimitException() {
      super(null, null, false, false);
    }
  }

  /** The steps of one search, of a text and all parts of it. One thread at a time. */
  private static final class Steps {
    private int count;

    void add() {
      if (++count > MAX_STEPS) {
        throw new StepLimitException();
      }
    }
  }

  /** A text that counts how often it is looked at, together with the parts of it. */
  private record CountedText(String text, int from, int to, Steps steps) implements CharSequence {
    @Override
    public char charAt(int index) {
      steps.add();
      return text.charAt(from + index);
    }

    @Override
    public int length() {
      return to - from;
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new CountedText(text, from + start, from + end, steps);
    }

    @Override
    public String toString() {
      return text.substring(from, to);
    }
  }
}
