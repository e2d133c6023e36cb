package org.pushrelay.server;

import org.pushrelay.server.config.RelayConfig.ErrorLog;

/**
 * Tells the logging library where to log to. It reads that once, when the first logger is made, so
 * this comes before.
 */
final class Logging {

  private Logging() {}

  static void set(ErrorLog errorLog) {
    System.setProperty("push.log.level", errorLog.level());
    if (errorLog.level().equals("DEBUG")) {
      System.setProperty("push.log.clients", "DEBUG");
    }
    errorLog
        .file()
        .ifPresent(
            file -> {
              System.setProperty("push.log.file", file.toAbsolutePath().toString());
              System.setProperty("logback.configurationFile", "logback-file.xml");
            });
  }
}
