package org.pushrelay.server.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a configuration file with all that it includes. A relative name is looked up beside the
 * file that includes it, and then beside the first file. One thread at a time.
 */
public final class ConfigFiles {
  /** Files that distributions of nginx bring along, with what becomes of a relay without them. */
  private static final Map<String, String> OF_DISTRIBUTIONS =
      Map.of(
          "mime.types",
          "the built-in types are used",
          "proxy_params",
          "the header fields in it are not set (write proxy_set_header)",
          "fastcgi_params",
          "the relay speaks no FastCGI",
          "fastcgi.conf",
          "the relay speaks no FastCGI",
          "uwsgi_params",
          "the relay speaks no uwsgi",
          "scgi_params",
          "the relay speaks no SCGI");

  private final Path base;
  private final List<Problem> notes = new ArrayList<>();
  private final List<Problem> mistakes = new ArrayList<>();
  private final Deque<Path> open = new ArrayDeque<>();

  private ConfigFiles(Path base) {
    this.base = base;
  }

  /**
   * Reads a file. What is wrong with the files that it includes does not end the reading, so that
   * all mistakes can be reported at once.
   *
   * @throws ConfigException if the file itself cannot be read or is not in the language
   */
  public static ConfigText read(Path file) throws ConfigException {
    Path parent = file.toAbsolutePath().getParent();
    ConfigFiles files = new ConfigFiles(parent == null ? file.toAbsolutePath() : parent);
    List<Directive> directives = files.read(file, new Position(file.toString(), 1, 1));
    return new ConfigText(file.toString(), directives, files.notes, files.mistakes);
  }

  /** The directives of a text that is in no file, and includes none. */
  public static List<Directive> parse(String name, String text) throws ConfigException {
    return new Parser(name, text).parse();
  }

  private List<Directive> read(Path file, Position asked) throws ConfigException {
    Path real;
    String text;
    try {
      real = file.toRealPath();
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigException(asked, file + " cannot be read: " + FileProblems.reason(file, e));
    }
    if (open.contains(real)) {
      throw new ConfigException(asked, "include \"" + file + "\" leads back to itself");
    }
    open.push(real);
    try {
      return withIncludes(new Parser(file.toString(), text).parse(), file);
    } finally {
      open.pop();
    }
  }

  private List<Directive> withIncludes(List<Directive> directives, Path file) {
    List<Directive> whole = new ArrayList<>();
    for (Directive directive : directives) {
      if (directive.name().equals("include")) {
        whole.addAll(included(directive, file));
      } else if (directive.block().isPresent()) {
        List<Directive> children = withIncludes(directive.children(), file);
        whole.add(new Directive(directive.word(), directive.args(), Optional.of(children)));
      } else {
        whole.add(directive);
      }
    }
    return whole;
  }

  private List<Directive> included(Directive include, Path file) {
    List<Directive> directives = new ArrayList<>();
    try {
      if (include.args().size() != 1 || include.block().isPresent()) {
        throw new ConfigException(
            include.position(), "\"include\" takes one file name or pattern, and then ;");
      }
      for (Path path : matches(include, file)) {
        directives.addAll(included(path, include.position()));
      }
    } catch (ConfigException e) {
      mistakes.addAll(e.problems());
    }
    return directives;
  }

  private List<Directive> included(Path path, Position include) {
    try {
      return read(path, include);
    } catch (ConfigException e) {
      mistakes.addAll(e.problems());
      return List.of();
    }
  }

  private List<Path> matches(Directive include, Path file) throws ConfigException {
    String pattern = include.arg(0);
    Path beside = file.toAbsolutePath().resolveSibling(pattern);
    if (pattern.matches(".*[*?\\[].*")) {
      List<Path> found = glob(include, beside);
      return found.isEmpty() ? glob(include, base.resolve(pattern)) : found;
    }
    Path path = Files.exists(beside) ? beside : base.resolve(pattern);
    Optional<String> without =
        Optional.ofNullable(path.getFileName())
            .map(name -> OF_DISTRIBUTIONS.get(name.toString()))
            .filter(known -> !Files.exists(path));
    if (without.isPresent()) {
      String message = "\"include\" of " + pattern + ": no such file: " + without.get();
      notes.add(new Problem(include.position(), message));
      return List.of();
    }
    return List.of(path);
  }

  /** The files of one directory; nginx takes no match for none, too. */
  private static List<Path> glob(Directive include, Path pattern) throws ConfigException {
    Path directory = pattern.getParent();
    if (directory == null || directory.toString().matches(".*[*?\\[].*")) {
      throw new ConfigException(
          include.position(), "a pattern may stand in the file's name only, not in a directory's");
    }
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(directory, pattern.getFileName().toString())) {
      for (Path path : stream) {
        // as the shell has it, a * does not stand for a leading dot
        if (!path.getFileName().toString().startsWith(".") && Files.isRegularFile(path)) {
          paths.add(path);
        }
      }
    } catch (IOException e) {
      throw new ConfigException(
          include.position(), directory + " cannot be read: " + FileProblems.reason(directory, e));
    }
    Collections.sort(paths);
    return paths;
  }
}
