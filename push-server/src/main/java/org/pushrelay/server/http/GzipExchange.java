package org.pushrelay.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.config.GzipConfig;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.spi.ForwardingExchange;

/**
 * An exchange that compresses its response, if that is a whole one: streams are left as they are,
 * since each message would have to be compressed for each subscriber. The Etag stays as it is: here
 * it names the place of a message in its channel, not its bytes.
 */
final class GzipExchange extends ForwardingExchange {
  private static final Header CONTENT_ENCODING = new Header("Content-Encoding", "gzip");
  private static final Header VARY = new Header("Vary", "Accept-Encoding");

  /** As with nginx. */
  private static final Set<Integer> STATUSES = Set.of(200, 403, 404);

  private final GzipConfig config;
  private final GzipBodies bodies;

  /** Whether the client takes gzip; the request is no longer there when the response comes. */
  private final boolean accepted;

  private final LastRewrittenResponse shared;

  GzipExchange(
      Exchange exchange,
      GzipConfig config,
      GzipBodies bodies,
      boolean accepted,
      LastRewrittenResponse shared) {
    super(exchange);
    this.shared = shared;
    this.config = config;
    this.bodies = bodies;
    this.accepted = accepted;
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    super.respond(shared.of(response, accepted, this::changed), listener);
  }

  private PushResponse changed(PushResponse response) {
    if (!isCompressible(response)) {
      return response;
    }
    List<Header> headers = new ArrayList<>(response.headers());
    if (config.vary()) {
      headers.add(VARY);
    }
    if (accepted) {
      headers.add(CONTENT_ENCODING);
    }
    MessageBody body = accepted ? bodies.gzip(response.body()) : response.body();
    return new PushResponse(response.status(), headers, body, response.closes());
  }

  private boolean isCompressible(PushResponse response) {
    return STATUSES.contains(response.status())
        && response.body().size() > 0
        && response.body().size() >= config.minLength()
        && response.header("Content-Encoding").isEmpty()
        && config.covers(response.header("Content-Type").orElse(""));
  }
}
