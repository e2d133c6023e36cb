package org.pushrelay.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.spi.Mounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all connections of one server share. Safe from any thread.
 *
 * @param handler who answers
 * @param http2 whether HTTP/2 is spoken, too
 * @param budget what clients make the connections hold
 * @param errors hears of errors that connections have failed by
 * @param connectionBytes what the budget counts a connection with
 */
record ServerContext(
    ExchangeHandler handler,
    ConnectionLimits limits,
    boolean http2,
    RefusalHandler refusals,
    BufferBudget budget,
    Consumer<Error> errors,
    int connectionBytes,
    ConcurrentMap<EventLoop, PushLoop> loops) {
  private static final Logger log = LoggerFactory.getLogger(ServerContext.class);

  ServerContext(
      ExchangeHandler handler,
      ConnectionLimits limits,
      boolean http2,
      RefusalHandler refusals,
      BufferBudget budget,
      Consumer<Error> errors,
      int connectionBytes) {
    this(
        handler,
        limits,
        http2,
        refusals,
        budget,
        errors,
        connectionBytes,
        new ConcurrentHashMap<>());
  }

  /** What the connections of an event loop share. */
  PushLoop loop(EventLoop eventLoop) {
    PushLoop known = loops.get(eventLoop);
    return known != null
        ? known
        : loops.computeIfAbsent(
            eventLoop,
            loop -> new PushLoop(loop, ByteBufAllocator.DEFAULT, limits, budget, connectionBytes));
  }

  Collection<PushLoop> allLoops() {
    return loops.values();
  }

  /** Answers where something is mounted, and 404 elsewhere. */
  static ExchangeHandler mounted(Mounts mounts) {
    return exchange ->
        mounts
            .find(exchange.request().path())
            .ifPresentOrElse(
                endpoint -> endpoint.handle(exchange), () -> exchange.respond(Refusals.NOT_FOUND));
  }

  /**
   * Returns the response to a request that no endpoint gets to see. If the handler of refusals
   * fails, the default response is returned.
   */
  PushResponse refuse(Channel connection, String requestLine, int status) {
    Refusal refusal =
        new Refusal(
            ClientAddress.remote(connection), ClientAddress.local(connection), requestLine, status);
    try {
      return refusals.response(refusal).closing();
    } catch (RuntimeException e) {
      log.error("The handler of refusals failed", e);
      return Refusals.of(status);
    }
  }

  /** An endpoint that fails harms its own request only, and shows nothing of it to the client. */
  void handle(Exchange exchange) {
    try {
      handler.handle(exchange);
    } catch (RuntimeException e) {
      log.error("An endpoint failed", e);
      exchange.respond(PushResponse.of(500));
    }
  }

  /** A connection has failed; who embeds the server hears of it if that was by an error. */
  void failed(String what, Throwable cause) {
    log.error(what, cause);
    Throwable reason = cause instanceof DecoderException ? cause.getCause() : cause;
    if (reason instanceof Error error) {
      errors.accept(error);
    }
  }
}
