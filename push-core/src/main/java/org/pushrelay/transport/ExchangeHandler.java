package org.pushrelay.transport;

/** What an adapter calls with each request; every endpoint is one. Safe from any thread. */
@FunctionalInterface
public interface ExchangeHandler {
  /**
   * Answers the exchange, now or later; does not block.
   *
   * @param exchange the request and the way to answer it
   */
  void handle(Exchange exchange);
}
