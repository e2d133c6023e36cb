package org.pushrelay.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.http.RelayServer;
import org.pushrelay.server.text.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configuration again when the process is sent SIGHUP, as nginx does. */
final class Reload implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Reload.class);

  private final RelayServer server;
  private final Source source;
  private final PrintWriter out;

  @GuardedBy("this")
  private RelayConfig current;

  /** Where the configuration comes from. */
  interface Source {
    RelayConfig read() throws ConfigException;
  }

  /**
   * A reload.
   *
   * @param current what the server was started with
   * @param out gets a line that says what has changed
   */
  Reload(RelayServer server, RelayConfig current, Source source, PrintWriter out) {
    this.server = server;
    this.current = current;
    this.source = source;
    this.out = out;
  }

  /** From now on, the signal makes the server go on with what the source says then. */
  static void onHangUp(Reload reload) {
    try {
      // the JDK has no public API for signals; this one is in jdk.unsupported, for want of it
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
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
      RelayConfig config = source.read();
      config.notes().forEach(note -> log.info("{}: note: {}", note.position(), note.message()));
      server.reload(config);
      String changes = config.changesSince(current);
      current = config;
      log.info("The configuration was read again: {}", changes);
      out.println("read the configuration again: " + changes);
      out.flush();
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
