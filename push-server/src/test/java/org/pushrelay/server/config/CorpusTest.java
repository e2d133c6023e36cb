package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.Problem;

/**
 * Configurations as they are in use, each with its outcome: accepted with exactly these notes, or
 * refused for exactly these directives. {@code expected.txt} has the outcomes.
 */
class CorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus");

  /** The expected lines, the outcome first, by the names of the configurations. */
  private static Map<String, List<String>> expected() {
    Map<String, List<String>> outcomes = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : lines(CORPUS.resolve("expected.txt"))) {
      if (line.startsWith("  ")) {
        current.add(line.strip());
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        String[] words = line.split(": ", -1);
        current = new ArrayList<>(List.of(words[1]));
        outcomes.put(words[0], current);
      }
    }
    return outcomes;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> names() {
    return expected().keySet().stream();
  }

  private static List<String> outcome(String name) {
    try {
      List<Problem> notes = RelayConfig.read(CORPUS.resolve(name + ".conf")).notes();
      return outcome("accepted", notes);
    } catch (ConfigException e) {
      return outcome("refused", e.problems());
    }
  }

  private static List<String> outcome(String first, List<Problem> problems) {
    List<String> lines = new ArrayList<>(List.of(first));
    // the default for origins has tests of its own
    List<Problem> others =
        problems.stream()
            .filter(p -> !p.message().matches("\"nchan_\\w+\" is (open|closed) to pages of .*"))
            .toList();
    String directory = CORPUS.toAbsolutePath() + "/";
    others.forEach(
        problem ->
            lines.add(problem.position().line() + " " + problem.message().replace(directory, "")));
    return lines;
  }

  @ParameterizedTest
  @MethodSource("names")
  void configurationHasItsOutcome(String name) {
    assertThat(outcome(name)).isEqualTo(expected().get(name));
  }

  @Test
  void everyConfigurationHasAnOutcome() throws IOException {
    try (Stream<Path> files = Files.list(CORPUS)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".conf"))
                  .map(name -> name.replace(".conf", "")))
          .hasSizeGreaterThan(50)
          .containsExactlyInAnyOrderElementsOf(expected().keySet());
    }
  }
}
