package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Position;
import org.pushrelay.server.text.Problem;

/** Collects what is wrong with a configuration, so that all of it is told at once. */
final class Problems {
  // a setting that many locations inherit is read for each of them, and complained about once
  private final Set<Problem> errors = new LinkedHashSet<>();
  private final Set<Problem> notes = new LinkedHashSet<>();
  private final Set<String> notedOnce = new HashSet<>();

  /** Takes what was wrong with a directive; the message begins with its name. */
  void error(Directive directive, String message) {
    error(directive.position(), "\"" + directive.name() + "\" " + message);
  }

  void error(Position position, String message) {
    errors.add(new Problem(position, message));
  }

  void note(Directive directive, String message) {
    note(directive.position(), "\"" + directive.name() + "\" " + message);
  }

  void note(Position position, String message) {
    notes.add(new Problem(position, message));
  }

  /** Takes a note that holds for many directives, the first time only. */
  void noteOnce(Directive directive, String message) {
    if (notedOnce.add(message)) {
      note(directive, message);
    }
  }

  boolean areNone() {
    return errors.isEmpty();
  }

  /** Goes on only if nothing was wrong. */
  void throwIfAny() throws ConfigException {
    if (!errors.isEmpty()) {
      throw new ConfigException(inOrder(errors));
    }
  }

  List<Problem> notes() {
    return inOrder(notes);
  }

  /** By line within a file; files in the order in which they were complained about. */
  private static List<Problem> inOrder(Set<Problem> problems) {
    List<String> files =
        problems.stream().map(problem -> problem.position().file()).distinct().toList();
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(
        Comparator.comparingInt((Problem problem) -> files.indexOf(problem.position().file()))
            .thenComparingInt(problem -> problem.position().line())
            .thenComparingInt(problem -> problem.position().column()));
    return List.copyOf(sorted);
  }
}
