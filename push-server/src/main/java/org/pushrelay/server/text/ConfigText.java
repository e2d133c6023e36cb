package org.pushrelay.server.text;

import java.util.List;

/**
 * The text of a configuration with all files that it includes.
 *
 * @param name what the text is called in messages: its file
 * @param directives the directives, those of included files in place of their {@code include}
 * @param notes problems that change nothing
 * @param mistakes what is wrong with included files; their directives are missing
 */
public record ConfigText(
    String name, List<Directive> directives, List<Problem> notes, List<Problem> mistakes) {
  /** Copies the lists. */
  public ConfigText {
    directives = List.copyOf(directives);
    notes = List.copyOf(notes);
    mistakes = List.copyOf(mistakes);
  }

  /** A text that is in no file. */
  public static ConfigText of(String name, List<Directive> directives) {
    return new ConfigText(name, directives, List.of(), List.of());
  }
}
