package org.pushrelay.jetty;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.pushrelay.PushEngine;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.spi.Mounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relay endpoints as a Jetty core handler, for HTTP/1.1 and HTTP/2, in clear text or over TLS.
 * Requests that none of the endpoints is mounted for go on to Jetty's next handler. Endpoints are
 * mounted before the server starts.
 *
 * <p>It never blocks, holds no thread while a request waits, and notices at once when a waiting
 * client leaves.
 *
 * <pre>{@code
 * server.setHandler(new PushHandler(engine)); // POST /pub?id=news, GET /sub?id=news
 * }</pre>
 */
public final class PushHandler extends Handler.Abstract.NonBlocking {
  private static final Logger log = LoggerFactory.getLogger(PushHandler.class);

  private Mounts mounts = Mounts.NONE;
  private BufferBudget budget = BufferBudget.shared();

  /** Makes a handler without endpoints. */
  public PushHandler() {}

  /**
   * Makes a handler that serves publishers at {@code /pub} and subscribers at {@code /sub}, with
   * the default settings and the budget of the engine. Further endpoints can be mounted.
   */
  public PushHandler(PushEngine engine) {
    budget = engine.budget();
    mounts = mounts.with("/pub", engine.publisher()).with("/sub", engine.subscriber());
  }

  /**
   * Mounts an endpoint.
   *
   * @param path the endpoint gets all requests whose path is this one or lies below it; {@code /}
   *     is all
   * @return this handler
   */
  public PushHandler mount(String path, ExchangeHandler endpoint) {
    mounts = mounts.with(path, endpoint);
    return this;
  }

  /**
   * Counts what clients make the relay hold against this budget, in place of {@link
   * BufferBudget#shared}. Give the engine the same budget.
   *
   * @return this handler
   */
  public PushHandler budget(BufferBudget value) {
    budget = requireNonNull(value, "budget");
    return this;
  }

  /**
   * Makes an exchange of one request, for a Jetty handler that finds its endpoints in a way of its
   * own. That handler has to return true, and to leave request, response and callback alone from
   * then on.
   *
   * @param budget what its client makes the relay hold is counted there
   * @return the exchange; empty for a malformed request over HTTP/2, which has been answered with
   *     400
   */
  public static Optional<Exchange> checkedExchange(
      Request request, Response response, Callback callback, BufferBudget budget) {
    Request checked = Http2Framing.checked(request);
    if (checked == null) {
      exchange(request, response, callback, budget).respond(PushResponse.of(400));
      return Optional.empty();
    }
    return Optional.of(exchange(checked, response, callback, budget));
  }

  /**
   * Makes an exchange of one request as it is, for what is answered in any case. Otherwise as
   * {@link #checkedExchange}.
   */
  public static Exchange exchange(Request request, Response response, Callback callback) {
    return exchange(request, response, callback, BufferBudget.shared());
  }

  /** One request as an exchange whose buffers are counted against this budget. */
  public static Exchange exchange(
      Request request, Response response, Callback callback, BufferBudget budget) {
    return new JettyExchange(request, response, callback, budget);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Optional<ExchangeHandler> endpoint = mounts.find(Request.getPathInContext(request));
    if (endpoint.isEmpty()) {
      return false;
    }
    checkedExchange(request, response, callback, budget)
        .ifPresent(exchange -> handle(endpoint.get(), exchange));
    return true;
  }

  /** An endpoint that fails harms its own request only, and shows nothing of it to the client. */
  private static void handle(ExchangeHandler endpoint, Exchange exchange) {
    try {
      endpoint.handle(exchange);
    } catch (RuntimeException e) {
      log.error("An endpoint failed", e);
      exchange.respond(PushResponse.of(500));
    }
  }
}
