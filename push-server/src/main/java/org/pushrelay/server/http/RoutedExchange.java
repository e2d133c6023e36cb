package org.pushrelay.server.http;

import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/** An exchange whose request knows the variables of the configuration. */
final class RoutedExchange extends ForwardingExchange {
  private final RoutedRequest request;

  RoutedExchange(Exchange exchange, RoutedRequest request) {
    super(exchange);
    this.request = request;
  }

  @Override
  public PushRequest request() {
    return request;
  }

  @Override
  PushResponse changed(PushResponse response) {
    return response;
  }
}
