package org.pushrelay.server.http;

import java.util.List;
import java.util.stream.Stream;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/**
 * A client's exchange that an application has sent on to another location (nginx: {@code
 * X-Accel-Redirect}). Its body was read for the application, and the cookies that this one sets go
 * to the client.
 */
final class RedirectedExchange extends ForwardingExchange {
  private final PushRequest request;
  private final KnownBody body;
  private final boolean upgrades;
  private final List<Header> cookies;

  /**
   * An exchange.
   *
   * @param request what is asked for now
   * @param body what the client sent
   * @param upgrades whether the client's request can leave HTTP
   * @param answer what the application answered
   */
  RedirectedExchange(
      Exchange exchange,
      PushRequest request,
      KnownBody body,
      boolean upgrades,
      PushResponse answer) {
    super(exchange);
    this.request = request;
    this.body = body;
    this.upgrades = upgrades;
    this.cookies =
        answer.headers().stream()
            .filter(header -> header.name().equalsIgnoreCase("Set-Cookie"))
            .toList();
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

  @Override
  PushResponse changed(PushResponse response) {
    return cookies.isEmpty() ? response : response.with(cookies);
  }

  @Override
  PushResponse begun(PushResponse head) {
    return changed(head);
  }

  @Override
  List<Header> upgraded(List<Header> headers) {
    return cookies.isEmpty() ? headers : Stream.concat(headers.stream(), cookies.stream()).toList();
  }
}
