package org.pushrelay.servlet;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One endpoint of the relay as a servlet. */
public final class PushServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(PushServlet.class);

  /** How long a body may take where the container itself has no limit. */
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(60);

  private final transient ExchangeHandler endpoint;
  private final Duration bodyTimeout;

  /** A servlet for this endpoint; it may be mounted under several paths. */
  public PushServlet(ExchangeHandler endpoint) {
    this(endpoint, BODY_TIMEOUT);
  }

  PushServlet(ExchangeHandler endpoint, Duration bodyTimeout) {
    this.endpoint = requireNonNull(endpoint, "endpoint");
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
      endpoint.handle(exchange);
    } catch (RuntimeException e) {
      log.error("The endpoint at {} failed", request.getServletPath(), e);
      exchange.respond(PushResponse.of(500));
    }
  }
}
