package org.pushrelay.server.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The access logs of all locations, one for each file. What a configuration opens is in use from
 * the moment that it holds; if it turns out that it cannot hold, all is as before. One thread at a
 * time.
 */
final class AccessLogs implements AutoCloseable {
  private final Map<Path, AccessLog> inUse = new HashMap<>();

  /** Of configurations before: requests that began then, and are still held, have a line there. */
  private final Map<Path, AccessLog> left = new HashMap<>();

  /** What the next configuration has opened so far. */
  private final Map<Path, AccessLog> opened = new HashMap<>();

  /** Opens a file, or gives the log that has it open already. */
  AccessLog open(Path file) throws IOException {
    Path key = file.toAbsolutePath().normalize();
    AccessLog log = opened.get(key);
    if (log == null) {
      log = left.getOrDefault(key, inUse.get(key));
    }
    if (log == null) {
      log = new AccessLog(key);
    }
    opened.put(key, log);
    return log;
  }

  /**
   * What was opened since the last time is in use from now on, and nothing else. Files that were
   * open before are opened again, as they are named: someone has moved them.
   */
  void use() {
    opened.forEach(
        (file, log) -> {
          if (isKnown(file)) {
            log.reopen();
          }
        });
    left.putAll(inUse);
    left.keySet().removeAll(opened.keySet());
    inUse.clear();
    inUse.putAll(opened);
    opened.clear();
  }

  /** Closes what was opened since the last time. */
  void giveUp() {
    opened.forEach(
        (file, log) -> {
          if (!isKnown(file)) {
            log.close();
          }
        });
    opened.clear();
  }

  private boolean isKnown(Path file) {
    return inUse.containsKey(file) || left.containsKey(file);
  }

  @Override
  public void close() {
    giveUp();
    inUse.values().forEach(AccessLog::close);
    inUse.clear();
    left.values().forEach(AccessLog::close);
    left.clear();
  }
}
