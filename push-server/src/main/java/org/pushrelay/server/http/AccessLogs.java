package org.pushrelay.server.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The access logs of all locations, one for each file. Opened and closed by one thread. */
final class AccessLogs implements AutoCloseable {
  private final Map<Path, AccessLog> logs = new HashMap<>();

  /** Opens a file, or gives the log that has it open already. */
  AccessLog open(Path file) throws IOException {
    Path key = file.toAbsolutePath().normalize();
    AccessLog log = logs.get(key);
    if (log == null) {
      log = new AccessLog(key);
      logs.put(key, log);
    }
    return log;
  }

  /** Lets all files be opened again, as they are named: someone has moved them. */
  void reopen() {
    logs.values().forEach(AccessLog::reopen);
  }

  @Override
  public void close() {
    logs.values().forEach(AccessLog::close);
    logs.clear();
  }
}
