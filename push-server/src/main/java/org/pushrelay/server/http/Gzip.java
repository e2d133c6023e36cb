package org.pushrelay.server.http;

import org.pushrelay.server.config.GzipConfig;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;

/**
 * Compresses the responses of one place in a configuration: nginx's {@code gzip on}. All requests
 * to the place share it, and with it the compressed messages. Safe from any thread.
 */
final class Gzip {
  private final GzipConfig config;
  private final GzipBodies bodies;
  private final LastRewrittenResponse packed = new LastRewrittenResponse();
  private final LastRewrittenResponse plain = new LastRewrittenResponse();

  /** Compression with these settings. */
  Gzip(GzipConfig config) {
    this.config = config;
    this.bodies = new GzipBodies(config.level());
  }

  /**
   * An exchange whose answers are compressed, as far as the settings and the client want it. To be
   * called while the request can still be read.
   */
  Exchange around(Exchange exchange) {
    boolean accepted = accepts(exchange.request());
    return accepted || config.vary()
        ? new GzipExchange(exchange, config, bodies, accepted, accepted ? packed : plain)
        : exchange;
  }

  /** As nginx has it without further settings, not by way of a proxy and not over HTTP/1.0. */
  private static boolean accepts(PushRequest request) {
    return !request.method().equals("HEAD")
        && !request.protocol().equals("HTTP/1.0")
        && request.headers("Via").isEmpty()
        && AcceptedGzip.by(request.headers("Accept-Encoding"));
  }
}
