package org.pushrelay.protocol;

import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/**
 * Both sides of a channel in one place (Nchan: {@code nchan_pubsub}): GET subscribes, POST and PUT
 * publish, and a WebSocket does both, without answers to what it publishes. Channels cannot be
 * deleted here. Safe from any thread.
 */
final class PubSubEndpoint implements ExchangeHandler {
  private static final String METHODS = "GET, POST, PUT, OPTIONS";
  private static final String HEADERS =
      SubscriberEndpoint.REQUEST_HEADERS + ", Idempotency-Key, X-EventSource-Event";
  private static final String NCHANS_HEADERS =
      SubscriberEndpoint.NCHANS_REQUEST_HEADERS + ", Idempotency-Key";

  private final PublisherEndpoint publisher;
  private final SubscriberEndpoint subscriber;
  private final Cors cors;
  private final String sentHeaders;
  private final Responses responses;

  /** An endpoint of this relay. */
  PubSubEndpoint(EndpointContext relay, PublisherConfig publishing, SubscriberConfig subscribing) {
    this.publisher = new PublisherEndpoint(relay, publishing);
    this.subscriber = new SubscriberEndpoint(relay, subscribing, publisher);
    this.cors = subscribing.cors();
    this.sentHeaders = subscribing.profile().has(Trait.NCHAN_PREFLIGHTS) ? NCHANS_HEADERS : HEADERS;
    this.responses = new Responses(subscribing.profile(), relay.jitter());
  }

  @Override
  public void handle(Exchange exchange) {
    switch (exchange.request().method()) {
      case "GET" -> subscriber.handle(exchange);
      case "POST", "PUT" -> publisher.handle(exchange);
      default -> exchange.respond(response(exchange.request()));
    }
  }

  private PushResponse response(PushRequest request) {
    if (responses.refusesOrigin(cors, request)) {
      return responses.originRefused(cors, request);
    }
    return request.method().equals("OPTIONS")
        ? responses.options(METHODS, sentHeaders, cors, request)
        : responses.methodNotAllowed(METHODS).with(cors.headers(request));
  }
}
