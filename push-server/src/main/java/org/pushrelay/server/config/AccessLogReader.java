package org.pushrelay.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pushrelay.server.text.Directive;

/** Reads {@code access_log}. */
final class AccessLogReader {
  private final Path base;
  private final Problems problems;

  AccessLogReader(Path base, Problems problems) {
    this.base = base;
    this.problems = problems;
  }

  /** The files that requests of a scope are logged to. */
  List<Path> read(Scope scope) {
    List<Path> files = new ArrayList<>();
    List<Directive> logs = scope.all("access_log");
    for (Directive log : logs) {
      if (!log.arg(0).equals("off")) {
        files.add(file(log));
      } else if (logs.size() > 1) {
        problems.error(log, "is off, and on in the same block");
      }
    }
    return files;
  }

  private Path file(Directive log) {
    for (int i = 1; i < log.args().size(); i++) {
      String option = log.arg(i);
      if (option.startsWith("if=")) {
        problems.error(log, "has a condition, which is not supported (expected: no if=)");
      } else if (i > 1 || !option.equals("combined")) {
        problems.note(
            log, "\"" + option + "\" has no effect: the format is combined, written at once");
      }
    }
    String name = log.arg(0);
    if (name.contains("$") || name.startsWith("syslog:")) {
      problems.error(log, "is \"" + name + "\" (expected: the name of a file, or off)");
      return base.resolve("access.log");
    }
    Path path = base.resolve(name);
    ConfigReader.checkLogFile(log, path, problems);
    return path;
  }
}
