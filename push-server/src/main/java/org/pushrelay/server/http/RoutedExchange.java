package org.pushrelay.server.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.ForwardingExchange;

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
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    // who follows a channel for hours does not keep it either
    request = null;
    return super.stream(head, listener);
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    request = null;
    return super.upgrade(headers, listener);
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
}
