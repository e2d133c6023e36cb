package org.pushrelay.server.http;

import java.util.List;
import org.pushrelay.server.transport.StatusAnswer;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/**
 * One place to publish and to subscribe: GET subscribes, POST and PUT publish. A channel is neither
 * asked about nor deleted here.
 */
final class PubSubEndpoint implements ExchangeHandler {
  private static final String METHODS = "GET, POST, PUT, OPTIONS";
  private static final PushResponse NOT_ALLOWED =
      StatusAnswer.of(405).with(List.of(new Header("Allow", METHODS)));

  private final ExchangeHandler publisher;
  private final ExchangeHandler subscriber;

  PubSubEndpoint(ExchangeHandler publisher, ExchangeHandler subscriber) {
    this.publisher = publisher;
    this.subscriber = subscriber;
  }

  @Override
  public void handle(Exchange exchange) {
    switch (exchange.request().method()) {
      case "GET" -> subscriber.handle(exchange);
      case "POST", "PUT" -> publisher.handle(exchange);
      case "OPTIONS" ->
          (asksToSubscribe(exchange.request()) ? subscriber : publisher).handle(exchange);
      default -> exchange.respond(NOT_ALLOWED);
    }
  }

  /** A browser says in its preflight which method it is about (Fetch, 4.8). */
  private static boolean asksToSubscribe(PushRequest request) {
    return request.header("Access-Control-Request-Method").filter("GET"::equals).isPresent();
  }
}
