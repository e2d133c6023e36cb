package org.pushrelay.server;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.util.Iterator;
import org.pushrelay.server.config.RelayConfig.ErrorLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  /**
   * Opens the log file again under its name, if there is one, so that it can be rotated by moving
   * it. No line is lost meanwhile.
   *
   * @throws IOException if it cannot be opened
   */
  static void reopen() throws IOException {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      Iterator<Appender<ILoggingEvent>> appenders =
          context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
      while (appenders.hasNext()) {
        if (appenders.next() instanceof FileAppender<ILoggingEvent> appender) {
          appender.openFile(appender.getFile());
        }
      }
    }
  }
}
