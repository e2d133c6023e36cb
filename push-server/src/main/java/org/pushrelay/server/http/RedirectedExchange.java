package org.pushrelay.server.http;

import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.spi.ForwardingExchange;

/**
 * A client's exchange that an application has sent on to another location (nginx: {@code
 * X-Accel-Redirect}): with another request, whose body was read for the application.
 */
final class RedirectedExchange extends ForwardingExchange {
  private final PushRequest request;
  private final ReceivedBody body;
  private final boolean upgrades;

  /**
   * An exchange.
   *
   * @param request what is asked for now
   * @param body what the client sent
   * @param upgrades whether the client's request can leave HTTP
   */
  RedirectedExchange(Exchange exchange, PushRequest request, ReceivedBody body, boolean upgrades) {
    super(exchange);
    this.request = request;
    this.body = body;
    this.upgrades = upgrades;
  }

  @Override
  public PushRequest request() {
    return request;
  }

  @Override
  public void readBody(long maxBytes, BodyListener listener) {
    body.read(maxBytes, listener);
  }

  @Override
  public boolean canUpgrade() {
    return upgrades;
  }
}
