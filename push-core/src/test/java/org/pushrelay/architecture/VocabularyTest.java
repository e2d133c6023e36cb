package org.pushrelay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names of types follow the glossary of CONTRIBUTING.md, in all modules of the library. */
class VocabularyTest {
  private static final Set<String> FORBIDDEN =
      Set.of(
          "Answer",
          "Answers",
          "Attendance",
          "Attendant",
          "Attendants",
          "Audience",
          "Caller",
          "Cohort",
          "Common",
          "Gate",
          "Guest",
          "Helper",
          "Hole",
          "Impl",
          "Lane",
          "Manager",
          "Place",
          "Reception",
          "Tally",
          "Telling",
          "Topic",
          "Totals",
          "Util",
          "Utils",
          "Verdict",
          "Visit",
          "Visitor");

  /** The words of a name: {@code HttpDate} has two. */
  private static List<String> words(String name) {
    return List.of(name.split("(?<=[a-z0-9])(?=[A-Z])"));
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Path.of("..").toRealPath())) {
      for (Path module :
          modules.filter(path -> isLibrary(path.getFileName().toString())).toList()) {
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }

  private static boolean isLibrary(String module) {
    return module.startsWith("push-")
        && Files.isDirectory(Path.of("..", module, "src", "main", "java"))
        && !module.equals("push-examples");
  }

  /** Sentences whose subject is a pronoun without a noun, and comments that do not stand alone. */
  private static final Pattern FORBIDDEN_PROSE =
      Pattern.compile(
          "(?i)\\b(somebody|nobody|whoever|who comes|those who|be it|for who)\\b|\\* The same");

  private static boolean hasForbiddenProse(Path file) {
    try {
      // the name of a method of the JDK
      String text = Files.readString(file).replace("noBody()", "");
      return FORBIDDEN_PROSE.matcher(text).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> documents() throws IOException {
    Path root = Path.of("..").toRealPath();
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> top = Files.list(root);
        Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .forEach(documents::add);
    }
    return documents;
  }

  @Test
  void commentsAndDocumentsNameWhatActs() throws IOException {
    List<Path> documents = documents();

    assertThat(documents).hasSizeGreaterThan(15);
    assertThat(Stream.concat(sources().stream(), documents.stream()))
        .filteredOn(VocabularyTest::hasForbiddenProse)
        .isEmpty();
  }

  @Test
  void namesOfTypesAreTermsOfTheGlossary() throws IOException {
    List<Path> sources = sources();

    assertThat(sources).hasSizeGreaterThan(300);
    assertThat(sources)
        .filteredOn(
            source ->
                words(source.getFileName().toString().replace(".java", "")).stream()
                    .anyMatch(FORBIDDEN::contains))
        .isEmpty();
  }
}
