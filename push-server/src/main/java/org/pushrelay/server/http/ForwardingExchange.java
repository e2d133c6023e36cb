package org.pushrelay.server.http;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/** An exchange that leaves all to another one; its subclasses change the answer on its way. */
abstract class ForwardingExchange implements Exchange {
  private final Exchange exchange;

  ForwardingExchange(Exchange exchange) {
    this.exchange = requireNonNull(exchange, "exchange");
  }

  /** What goes out in place of an answer. */
  abstract PushResponse changed(PushResponse response);

  /** With what head a stream begins in place of another one. */
  PushResponse begun(PushResponse head) {
    return head;
  }

  /** With what headers HTTP is left in place of others. */
  List<Header> upgraded(List<Header> headers) {
    return headers;
  }

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
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    return exchange.stream(begun(head), listener);
  }

  @Override
  public boolean canUpgrade() {
    return exchange.canUpgrade();
  }

  @Override
  public boolean upgradesLater() {
    return exchange.upgradesLater();
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    return exchange.upgrade(upgraded(headers), listener);
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
