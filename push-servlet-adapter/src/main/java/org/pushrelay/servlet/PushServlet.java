package org.pushrelay.servlet;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.pushrelay.PushEngine;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.spi.Mounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay, or one endpoint of it, as an asynchronous servlet, for HTTP/1.1 and HTTP/2 in any
 * container of Servlet 6.0 or later. It never blocks, and holds no thread while a request waits. It
 * is made with the engine or an endpoint, so it is best registered as an object rather than by its
 * class; under {@code /pub/*} it gets {@code /pub} and all that lies below.
 *
 * <p>The servlet and every filter in front of it have to be marked as supporting asynchronous
 * processing. Otherwise each request ends with 500 and an {@link IllegalStateException} that says
 * so.
 *
 * <p>Anywhere, in a {@code ServletContextListener} or a {@code ServletContainerInitializer}:
 *
 * <pre>{@code
 * ServletRegistration.Dynamic relay = context.addServlet("relay", new PushServlet(engine));
 * relay.setAsyncSupported(true);
 * relay.addMapping("/pub/*", "/sub/*");
 * }</pre>
 *
 * <p>Tomcat:
 *
 * <pre>{@code
 * Context context = tomcat.addContext("", null);
 * Wrapper pub = Tomcat.addServlet(context, "pub", new PushServlet(engine.publisher()));
 * pub.setAsyncSupported(true);
 * pub.addMapping("/pub/*");
 * }</pre>
 *
 * <p>Jetty, ee10 or ee11:
 *
 * <pre>{@code
 * ServletContextHandler context = new ServletContextHandler("/");
 * ServletHolder pub = new ServletHolder(new PushServlet(engine.publisher()));
 * pub.setAsyncSupported(true);
 * context.addServlet(pub, "/pub/*");
 * }</pre>
 *
 * <p>Undertow:
 *
 * <pre>{@code
 * PushServlet pub = new PushServlet(engine.publisher());
 * deployment.addServlet(
 *     Servlets.servlet("pub", PushServlet.class, new ImmediateInstanceFactory<>(pub))
 *         .setAsyncSupported(true).addMapping("/pub/*"));
 * }</pre>
 *
 * <p>In a {@code web.xml}, with a class of its own for each endpoint, since a container can only
 * make servlets without arguments; {@code @WebServlet(asyncSupported = true)} needs the same:
 *
 * <pre>{@code
 * public final class NewsPublisher extends PushServlet {
 *   public NewsPublisher() { super(News.ENGINE.publisher()); }
 * }
 *
 * <servlet>
 *   <servlet-name>pub</servlet-name>
 *   <servlet-class>org.example.NewsPublisher</servlet-class>
 *   <async-supported>true</async-supported>
 * </servlet>
 * <servlet-mapping>
 *   <servlet-name>pub</servlet-name>
 *   <url-pattern>/pub/*</url-pattern>
 * </servlet-mapping>
 * }</pre>
 *
 * <p>Servlet containers do not look at a connection whose request is held, so requests are held for
 * 30 seconds at most: so long may a client that has left count as a subscriber.
 */
public class PushServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(PushServlet.class);

  /** How long a body may take, and the hold before it ends, in a container without a limit. */
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(60);

  private final transient Mounts endpoints;
  private final Duration bodyTimeout;

  /** Makes a servlet for this endpoint; it may be mounted under several paths. */
  public PushServlet(ExchangeHandler endpoint) {
    this(endpoint, BODY_TIMEOUT);
  }

  /**
   * Makes a servlet that serves publishers at {@code /pub} and subscribers at {@code /sub}, with
   * the default settings; other paths below the context get 404. Map it to both.
   */
  public PushServlet(PushEngine engine) {
    this(
        Mounts.NONE.with("/pub", engine.publisher()).with("/sub", engine.subscriber()),
        BODY_TIMEOUT);
  }

  PushServlet(ExchangeHandler endpoint, Duration bodyTimeout) {
    this(Mounts.NONE.with("/", endpoint), bodyTimeout);
  }

  private PushServlet(Mounts endpoints, Duration bodyTimeout) {
    this.endpoints = endpoints;
    this.bodyTimeout = bodyTimeout;
  }

  /** Gives the request to the endpoint, and the thread back to the container. */
  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!request.isAsyncSupported()) {
      throw new IllegalStateException(
          "PushServlet at "
              + request.getServletPath()
              + ": the request does not support asynchronous processing (expected: async-supported"
              + " set to true for this servlet and for every filter in front of it)");
    }
    ServletExchange exchange = ServletExchange.start(request, response, bodyTimeout);
    try {
      Optional<ExchangeHandler> endpoint = endpoints.find(path(request));
      if (endpoint.isPresent()) {
        endpoint.get().handle(exchange);
      } else {
        exchange.respond(PushResponse.of(404));
      }
    } catch (RuntimeException e) {
      log.error("The endpoint at {} failed", request.getServletPath(), e);
      exchange.respond(PushResponse.of(500));
    } finally {
      exchange.returned();
    }
  }

  private static String path(HttpServletRequest request) {
    return request.getPathInfo() == null
        ? request.getServletPath()
        : request.getServletPath() + request.getPathInfo();
  }
}
