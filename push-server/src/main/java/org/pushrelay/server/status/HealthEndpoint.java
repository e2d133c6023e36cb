package org.pushrelay.server.status;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.pushrelay.PushEngine;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * Says whether the relay takes requests: 200; or 503 from the moment that it shuts down, and while
 * a thread that connections depend on stands still, so that a load balancer sends no more. Safe
 * from any thread.
 */
public final class HealthEndpoint implements ExchangeHandler {
  private static final List<Header> HEADERS =
      List.of(new Header("Content-Type", "text/plain"), new Header("Cache-Control", "no-store"));
  private static final PushResponse UP = PushResponse.of(200, HEADERS, MessageBody.utf8("ok\n"));
  private static final PushResponse DRAINING =
      PushResponse.of(503, HEADERS, MessageBody.utf8("draining\n"));

  private final BooleanSupplier draining;
  private final LoopWatch watch;

  /** The health of a relay whose threads are watched. */
  public HealthEndpoint(PushEngine engine, LoopWatch watch) {
    this.draining = engine::isDraining;
    this.watch = requireNonNull(watch, "watch");
  }

  private PushResponse health() {
    return draining.getAsBoolean()
        ? DRAINING
        : watch.complaint().map(HealthEndpoint::ill).orElse(UP);
  }

  private static PushResponse ill(String complaint) {
    return PushResponse.of(503, HEADERS, MessageBody.utf8(complaint + "\n"));
  }

  @Override
  public void handle(Exchange exchange) {
    switch (exchange.request().method()) {
      case "GET", "HEAD" -> exchange.respond(health());
      default -> exchange.respond(PushResponse.of(405, new Header("Allow", "GET, HEAD")));
    }
  }
}
