package org.pushrelay.protocol;

import org.pushrelay.channel.Channels;
import org.pushrelay.time.Jitter;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;

/**
 * Both sides of a channel in one place (Nchan: {@code nchan_pubsub}): GET subscribes, POST and PUT
 * publish, and a WebSocket does both, without answers to what it publishes. Channels cannot be
 * deleted here. Safe from any thread.
 */
public final class PubSubEndpoint implements ExchangeHandler {
  private static final String METHODS = "GET, POST, PUT, OPTIONS";
  private static final String HEADERS =
      "If-None-Match, If-Modified-Since, Content-Type, Idempotency-Key, X-EventSource-Event, Origin";

  private final PublisherEndpoint publisher;
  private final SubscriberEndpoint subscriber;
  private final Cors cors;
  private final Responses responses;

  /**
   * An endpoint for these channels.
   *
   * @param window what was published before, here or at another endpoint
   */
  public PubSubEndpoint(
      Channels channels,
      PublisherConfig publishing,
      SubscriberConfig subscribing,
      Jitter jitter,
      Timers timers,
      IdempotencyWindow window) {
    this.publisher = new PublisherEndpoint(channels, publishing, jitter, timers, window);
    this.subscriber = new SubscriberEndpoint(channels, subscribing, jitter, timers, publisher);
    this.cors = subscribing.cors();
    this.responses = new Responses(subscribing.profile(), jitter);
  }

  @Override
  public void handle(Exchange exchange) {
    switch (exchange.request().method()) {
      case "GET" -> subscriber.handle(exchange);
      case "POST", "PUT" -> publisher.handle(exchange);
      case "OPTIONS" ->
          exchange.respond(responses.options(METHODS, HEADERS, cors, exchange.request()));
      default ->
          exchange.respond(
              responses.methodNotAllowed(METHODS).with(cors.headers(exchange.request())));
    }
  }
}
