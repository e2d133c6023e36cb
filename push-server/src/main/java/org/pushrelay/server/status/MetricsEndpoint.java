package org.pushrelay.server.status;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.pushrelay.PushEngine;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** The statistics of the relay for Prometheus. Safe from any thread. */
public final class MetricsEndpoint implements ExchangeHandler {
  private static final List<Header> HEADERS =
      List.of(
          new Header("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
          new Header("Cache-Control", "no-store"));

  private final PushEngine engine;

  /** The statistics of a relay. */
  public MetricsEndpoint(PushEngine engine) {
    this.engine = requireNonNull(engine, "engine");
  }

  @Override
  public void handle(Exchange exchange) {
    switch (exchange.request().method()) {
      case "GET", "HEAD" -> {
        String text = PrometheusText.of(engine.statistics());
        exchange.respond(PushResponse.of(200, HEADERS, MessageBody.utf8(text)));
      }
      default -> exchange.respond(PushResponse.of(405, new Header("Allow", "GET, HEAD")));
    }
  }
}
