package org.pushrelay.server.http;

import java.util.Optional;
import java.util.function.Consumer;
import org.pushrelay.server.transport.ListenSocket;
import org.pushrelay.server.transport.RefusalListener;
import org.pushrelay.server.transport.RefusedRequest;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

/** What a socket serves, which may change while it is open. Safe from any thread. */
final class SwappableHandler implements ExchangeHandler, RefusalListener {
  private static final PushResponse CLOSED_SOCKET = StatusResponse.of(404).closing();

  private final Consumer<Error> errors;
  private final ServerCounters serverCounters;
  private volatile ListenSocket socket;

  /**
   * Serves as this socket says.
   *
   * @param serverCounters counts the requests
   * @param errors hears of what the program itself lacks
   */
  SwappableHandler(ListenSocket socket, ServerCounters serverCounters, Consumer<Error> errors) {
    this.errors = errors;
    this.socket = socket;
    this.serverCounters = serverCounters;
  }

  /** From now on another one is served. */
  void change(ListenSocket value) {
    socket = value;
  }

  /** Responds with 404 to all later requests, and closes their connections. */
  void leave() {
    ListenSocket left = socket;
    socket =
        new ListenSocket(
            left.listen(),
            left.certificates(),
            left.timeouts(),
            exchange -> exchange.respond(CLOSED_SOCKET),
            Optional.empty());
  }

  @Override
  public void handle(Exchange exchange) {
    serverCounters.count();
    try {
      socket.handler().handle(exchange);
    } catch (LinkageError e) {
      errors.accept(e);
      throw e;
    }
  }

  @Override
  public void onRefused(RefusedRequest request) {
    serverCounters.count();
    socket.refusals().ifPresent(listener -> listener.onRefused(request));
  }
}
