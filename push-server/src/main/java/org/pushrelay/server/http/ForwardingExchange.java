package org.pushrelay.server.http;

import static java.util.Objects.requireNonNull;

import org.pushrelay.subscriber.Loop;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;

/** An exchange that leaves all to another one; its subclasses change the answer on its way. */
abstract class ForwardingExchange implements Exchange {
  private final Exchange exchange;

  ForwardingExchange(Exchange exchange) {
    this.exchange = requireNonNull(exchange, "exchange");
  }

  /** What goes out in place of an answer. */
  abstract PushResponse changed(PushResponse response);

  @Override
  public PushRequest request() {
    return exchange.request();
  }

  @Override
  public void readBody(long maxBytes, BodyListener listener) {
    exchange.readBody(maxBytes, listener);
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    exchange.respond(changed(response), listener);
  }

  @Override
  public void whenClientGone(Runnable action) {
    exchange.whenClientGone(action);
  }

  @Override
  public boolean noticesDeparture() {
    return exchange.noticesDeparture();
  }

  @Override
  public Loop loop() {
    return exchange.loop();
  }
}
