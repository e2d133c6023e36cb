package org.pushrelay.server.http;

import java.util.Optional;
import java.util.function.Consumer;
import org.pushrelay.server.transport.ListenSocket;
import org.pushrelay.server.transport.RefusalListener;
import org.pushrelay.server.transport.RefusedRequest;
import org.pushrelay.server.transport.StatusAnswer;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

/** What a socket serves, which may change while it is open. Safe from any thread. */
final class Served implements ExchangeHandler, RefusalListener {
  private static final PushResponse NOBODY = StatusAnswer.of(404).closing();

  private final Consumer<Error> errors;
  private final Traffic traffic;
  private volatile ListenSocket socket;

  /**
   * Serves as this socket says.
   *
   * @param traffic counts the requests
   * @param errors hears of what the program itself lacks
   */
  Served(ListenSocket socket, Traffic traffic, Consumer<Error> errors) {
    this.errors = errors;
    this.socket = socket;
    this.traffic = traffic;
  }

  /** From now on another one is served. */
  void change(ListenSocket value) {
    socket = value;
  }

  /** From now on there is nobody here. */
  void leave() {
    ListenSocket left = socket;
    socket =
        new ListenSocket(
            left.listen(),
            left.certificates(),
            left.timeouts(),
            exchange -> exchange.respond(NOBODY),
            Optional.empty());
  }

  @Override
  public void handle(Exchange exchange) {
    traffic.count();
    try {
      socket.handler().handle(exchange);
    } catch (LinkageError e) {
      errors.accept(e);
      throw e;
    }
  }

  @Override
  public void onRefused(RefusedRequest request) {
    traffic.count();
    socket.refusals().ifPresent(listener -> listener.onRefused(request));
  }
}
