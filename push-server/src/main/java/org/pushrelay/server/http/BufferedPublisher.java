package org.pushrelay.server.http;

import java.util.function.Function;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.server.config.RequestBuffer;
import org.pushrelay.server.config.RequestValues;
import org.pushrelay.server.transport.StatusAnswer;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An endpoint where each request that publishes says how its messages are kept. An endpoint is
 * little more than its settings, so each of these requests has one of its own. Safe from any
 * thread.
 */
final class BufferedPublisher implements ExchangeHandler {
  private static final Logger log = LoggerFactory.getLogger(BufferedPublisher.class);

  private final PublisherConfig config;
  private final RequestBuffer buffer;
  private final ExchangeHandler usual;
  private final Function<PublisherConfig, ExchangeHandler> endpoint;

  /**
   * An endpoint.
   *
   * @param usual answers what publishes nothing
   * @param endpoint makes one that keeps messages in a certain way
   */
  BufferedPublisher(
      PublisherConfig config,
      RequestBuffer buffer,
      ExchangeHandler usual,
      Function<PublisherConfig, ExchangeHandler> endpoint) {
    this.config = config;
    this.buffer = buffer;
    this.usual = usual;
    this.endpoint = endpoint;
  }

  @Override
  public void handle(Exchange exchange) {
    PushRequest request = exchange.request();
    if (!(request instanceof RequestValues values) || !publishes(request)) {
      usual.handle(exchange);
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
    endpoint.apply(config.withBuffer(policy)).handle(exchange);
  }

  /** Whether it has a message, or is about to send some over a WebSocket. */
  private static boolean publishes(PushRequest request) {
    return switch (request.method()) {
      case "POST", "PUT" -> true;
      default -> request.header("Upgrade").isPresent();
    };
  }
}
