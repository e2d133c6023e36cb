package org.pushrelay.server.http;

import org.pushrelay.PushEngine;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.server.config.RequestBuffer;
import org.pushrelay.server.config.RequestValues;
import org.pushrelay.server.transport.StatusAnswer;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher's endpoint where each request says how its messages are kept. An endpoint is little
 * more than its settings, so each request has one of its own. Safe from any thread.
 */
final class BufferedPublisher implements ExchangeHandler {
  private static final Logger log = LoggerFactory.getLogger(BufferedPublisher.class);

  private final PushEngine engine;
  private final PublisherConfig config;
  private final RequestBuffer buffer;

  BufferedPublisher(PushEngine engine, PublisherConfig config, RequestBuffer buffer) {
    this.engine = engine;
    this.config = config;
    this.buffer = buffer;
  }

  @Override
  public void handle(Exchange exchange) {
    if (!(exchange.request() instanceof RequestValues values)) {
      engine.publisher(config).handle(exchange);
      return;
    }
    BufferPolicy policy;
    try {
      policy = buffer.of(values, config.buffer());
    } catch (IllegalArgumentException e) {
      log.error("A message is refused: {}", e.getMessage());
      exchange.respond(StatusAnswer.of(400));
      return;
    }
    engine.publisher(config.withBuffer(policy)).handle(exchange);
  }
}
