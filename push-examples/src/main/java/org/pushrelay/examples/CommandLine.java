package org.pushrelay.examples;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options of an example: each has a name, such as {@code --port}, and a value. {@code --help},
 * and what is not understood, end the program with its usage.
 */
public final class CommandLine {
  private final StringBuilder help;
  private final Map<String, String> values = new LinkedHashMap<>();

  /** A program without options yet; says what it does. */
  public CommandLine(String about) {
    help = new StringBuilder(about).append('\n');
  }

  /** One more option. */
  public CommandLine option(String name, String defaultValue, String about) {
    values.put(name, defaultValue);
    help.append(String.format("%n  %-10s %s (default: %s)", name, about, defaultValue));
    return this;
  }

  /** Reads what the user said. */
  public CommandLine parse(String... args) {
    for (int i = 0; i < args.length; i += 2) {
      if (args[i].equals("--help")) {
        System.out.println(help);
        System.exit(0);
      }
      if (!values.containsKey(args[i]) || i + 1 == args.length) {
        refuse(args[i] + ": unknown, or without a value");
      }
      values.put(args[i], args[i + 1]);
    }
    return this;
  }

  /** The value of an option. */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + ": is no option of this program");
    }
    return value;
  }

  /** The value of an option that is a number from 0 on. */
  public int number(String name) {
    if (!text(name).matches("\\d{1,9}")) {
      refuse(name + " " + text(name) + ": not a number");
    }
    return Integer.parseInt(text(name));
  }

  private void refuse(String reason) {
    System.err.println(reason);
    System.err.println(help);
    System.exit(2);
  }
}
