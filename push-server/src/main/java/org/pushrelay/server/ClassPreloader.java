package org.pushrelay.server;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads all classes of the relay, and those that log a failure, soon after the start. If the
 * program's file is overwritten while it runs, the relay so goes on with what it has, and if it
 * needs anything else, it can still say why it ends.
 */
final class ClassPreloader {
  private static final Logger log = LoggerFactory.getLogger(ClassPreloader.class);
  private static final String CLASS = ".class";
  private static final List<String> PACKAGES =
      List.of("org/pushrelay/", "ch/qos/logback/classic/spi/", "ch/qos/logback/classic/pattern/");

  private ClassPreloader() {}

  /** Begins to load them, in a background thread that leaves the processors to the start. */
  @SuppressWarnings("ThreadPriorityCheck") // correct with any priority
  static void begin() {
    Thread thread = new Thread(ClassPreloader::load, "preload");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.start();
  }

  private static void load() {
    CodeSource source = ClassPreloader.class.getProtectionDomain().getCodeSource();
    try {
      File file = new File(source.getLocation().toURI());
      if (!file.isFile()) {
        // from a directory of classes, as in a test
        return;
      }
      try (JarFile jar = new JarFile(file)) {
        jar.stream()
            .map(JarEntry::getName)
            .filter(ClassPreloader::isWanted)
            .forEach(ClassPreloader::load);
      }
    } catch (IOException | URISyntaxException | RuntimeException e) {
      log.debug("The classes of the program are loaded when they are needed", e);
    }
  }

  private static boolean isWanted(String entry) {
    return entry.endsWith(CLASS) && PACKAGES.stream().anyMatch(entry::startsWith);
  }

  private static void load(String entry) {
    String name = entry.substring(0, entry.length() - CLASS.length()).replace('/', '.');
    try {
      Class<?> unused = Class.forName(name, false, ClassPreloader.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // made for a library that is not part of the program
      log.debug("Not loaded: {}", name, e);
    }
  }
}
