package org.pushrelay.server.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that requests are logged to. Lines are collected, and written at least once a second.
 * Safe from any thread.
 */
final class LogFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogFiles.class);
  private static final int BUFFER = 64 * 1024;

  @GuardedBy("this")
  private final Map<Path, LogFile> files = new HashMap<>();

  /** Opens a file, or gives the one that is open already. */
  synchronized LogFile open(Path path) throws IOException {
    Path key = path.toAbsolutePath().normalize();
    LogFile known = files.get(key);
    if (known == null) {
      known = new LogFile(key);
      files.put(key, known);
    }
    return known;
  }

  /** Writes what was collected. */
  synchronized void flush() {
    files.values().forEach(LogFile::flush);
  }

  synchronized boolean isEmpty() {
    return files.isEmpty();
  }

  @Override
  public synchronized void close() {
    files.values().forEach(LogFile::close);
    files.clear();
  }

  /** One file. */
  static final class LogFile {
    private final Path path;

    @GuardedBy("this")
    private final OutputStream out;

    @GuardedBy("this")
    private boolean broken;

    private LogFile(Path path) throws IOException {
      this.path = path;
      this.out =
          new BufferedOutputStream(
              Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              BUFFER);
    }

    synchronized void write(String line) {
      tried(to -> to.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1)));
    }

    private synchronized void flush() {
      tried(OutputStream::flush);
    }

    private synchronized void close() {
      tried(OutputStream::close);
    }

    /** A log that cannot be written must not harm the requests; it is complained about once. */
    @GuardedBy("this")
    private void tried(Write write) {
      try {
        write.to(out);
        broken = false;
      } catch (IOException e) {
        if (!broken) {
          log.error("{} cannot be written", path, e);
        }
        broken = true;
      }
    }
  }

  /** Something that a full disk can make fail. */
  private interface Write {
    void to(OutputStream out) throws IOException;
  }
}
