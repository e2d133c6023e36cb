package org.pushrelay.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.eclipse.jetty.server.Request;
import org.pushrelay.jetty.ConnectionHandover;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a request leaves HTTP on Jetty: past its servlets, on the core below them. By the Servlet
 * API, Jetty says at once that the client has closed its side. Needs {@code push-jetty-adapter}.
 */
final class JettyConnections {
  private static final Logger log = LoggerFactory.getLogger(JettyConnections.class);

  private JettyConnections() {}

  /** Whether all that this needs is there. Looked up once. */
  private static final class Presence {
    static final boolean PRESENT = isPresent();

    private static boolean isPresent() {
      try {
        return !MethodHandles.lookup().ensureInitialized(ConnectionHandover.class).isInterface()
            && Request.class.isInterface();
      } catch (IllegalAccessException | LinkageError e) {
        log.warn(
            "No WebSocket is possible: on Jetty they need push-jetty-adapter, and that sees"
                + " org.eclipse.jetty.server ({})",
            e.toString());
        return false;
      }
    }
  }

  static boolean arePresent() {
    return Presence.PRESENT;
  }

  /**
   * Leaves HTTP.
   *
   * @param response answers 101
   */
  static Upgrade upgrade(HttpServletRequest request, UpgradeListener listener, Runnable response) {
    return ConnectionHandover.begin(core(request), listener, response);
  }

  /** The request of Jetty's core, by the method that its servlet requests have of each EE. */
  private static Request core(HttpServletRequest request) {
    ServletRequest innermost = request;
    while (innermost instanceof ServletRequestWrapper wrapper) {
      innermost = wrapper.getRequest();
    }
    try {
      MethodHandle getRequest =
          MethodHandles.publicLookup()
              .findVirtual(
                  innermost.getClass(), "getRequest", MethodType.methodType(Request.class));
      return (Request) getRequest.invoke(innermost);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("no request of Jetty's: " + innermost.getClass(), e);
    }
  }
}
