package org.pushrelay.server.http;

import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/** An exchange whose request knows the variables of the configuration. */
final class RoutedExchange extends ForwardingExchange {
  private @Nullable RoutedRequest request;
  private boolean held;

  RoutedExchange(Exchange exchange, RoutedRequest request) {
    super(exchange);
    this.request = request;
  }

  @Override
  public PushRequest request() {
    if (request == null) {
      throw new IllegalStateException("the request is no longer valid");
    }
    return request;
  }

  @Override
  public void whenClientGone(Runnable action) {
    held = true;
    super.whenClientGone(action);
  }

  /**
   * The handler has returned. Who waits for a message has no more use for the request, and does not
   * keep it.
   */
  void handled() {
    if (held) {
      request = null;
    }
  }

  @Override
  PushResponse changed(PushResponse response) {
    return response;
  }
}
