package org.pushrelay.server;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.http.RelayServer;
import org.pushrelay.server.text.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configuration again when the process is sent SIGHUP, as nginx does. */
final class Reload implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Reload.class);

  private final RelayServer server;
  private final Path file;

  Reload(RelayServer server, Path file) {
    this.server = server;
    this.file = file;
  }

  /** From now on, that signal makes the server go on with what the file says then. */
  static void onHangUp(RelayServer server, Path file) {
    try {
      // the JDK has no public API for signals; this one is in jdk.unsupported, for want of it
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Runnable reload = new Reload(server, file);
      Object told =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, args) -> {
                if (method.getName().equals("handle")) {
                  reload.run();
                  return null;
                }
                return method.invoke(reload, args);
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), told);
    } catch (ReflectiveOperationException e) {
      Throwable reason = e instanceof InvocationTargetException ? e.getCause() : e;
      log.info("SIGHUP does not read the configuration again here: {}", String.valueOf(reason));
    }
  }

  /** Goes on with what the file says now; with what it said before, if that cannot be used. */
  @Override
  public synchronized void run() {
    try {
      Logging.reopen();
      RelayConfig config = RelayConfig.read(file);
      config.notes().forEach(note -> log.info("{}: note: {}", note.position(), note.message()));
      server.reload(config);
      log.info("The configuration was read again");
    } catch (ConfigException e) {
      e.problems().forEach(problem -> log.error("{}", problem));
      log.error("The configuration stays as it was");
    } catch (IOException e) {
      log.error("{}; the configuration stays as it was", e.getMessage());
    } catch (RuntimeException e) {
      log.error("The configuration cannot be read again, and stays as it was", e);
    }
  }
}
