package org.pushrelay.server.text;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration cannot be used; all that was found wrong with it, each with file and line. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** An exception for these problems, of which there is at least one. */
  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** An exception for one problem. */
  public ConfigException(Position position, String message) {
    this(List.of(new Problem(position, message)));
  }

  /** What is wrong, in the order of the text. */
  public List<Problem> problems() {
    return problems;
  }
}
