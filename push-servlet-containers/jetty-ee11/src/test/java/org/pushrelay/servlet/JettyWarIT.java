package org.pushrelay.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The servlet where Jetty hides its core, as it does from a WAR: the classes of the relay are the
 * application's own, and see none of the server's.
 */
class JettyWarIT {
  @TempDir private Path directory;

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private AutoCloseable engine;

  /** Classes of the relay are defined here; those of Jetty's are not found. */
  private static final class ApplicationLoader extends ClassLoader {
    ApplicationLoader(ClassLoader server) {
      super(server);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.eclipse.jetty.")) {
        throw new ClassNotFoundException(name + " is hidden from applications");
      }
      if (!name.startsWith("org.pushrelay.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    logger().addAppender(logged);
    logged.start();
    ClassLoader application = new ApplicationLoader(getClass().getClassLoader());
    Class<?> engines = application.loadClass("org.pushrelay.PushEngine");
    engine = (AutoCloseable) engines.getMethod("create").invoke(null);
    Object endpoint = engines.getMethod("subscriber").invoke(engine);
    Servlet servlet =
        (Servlet)
            application
                .loadClass("org.pushrelay.servlet.PushServlet")
                .getConstructor(application.loadClass("org.pushrelay.transport.ExchangeHandler"))
                .newInstance(endpoint);
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    ServletContextHandler context = new ServletContextHandler("/");
    context.setBaseResource(ResourceFactory.of(context).newResource(directory));
    context.setClassLoader(application);
    context.addServlet(holder, "/sub/*");
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    server.start();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("org.pushrelay.servlet.JettyConnections");
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    server.stop();
    logger().detachAppender(logged);
  }

  private String answer(String... headerLines) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
      socket.setSoTimeout(10_000);
      String head =
          "GET /sub?id=a HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", headerLines) + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Test
  void webSocketsAreRefusedWithAReasonAndOneLineInTheLog() throws Exception {
    for (int i = 0; i < 3; i++) {
      String response =
          answer(
              "Connection: Upgrade, close",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

      assertThat(response).startsWith("HTTP/1.1 403 ");
      assertThat(response).contains("WebSockets are not possible here", "leave HTTP");
    }

    assertThat(logged.list).hasSize(1);
    assertThat(logged.list.get(0).getFormattedMessage())
        .contains("push-jetty-adapter", "org.eclipse.jetty.server");
  }

  @Test
  void whoAsksForNoWebSocketIsServedAndNothingIsLogged() throws Exception {
    // where a client stands twice is not to be understood: answered at once, by the relay
    assertThat(answer("Connection: close", "If-None-Match: 1", "If-None-Match: 2"))
        .startsWith("HTTP/1.1 400 ");

    assertThat(logged.list).isEmpty();
  }
}
