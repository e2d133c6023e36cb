package org.pushrelay.server.status;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.transport.Connections;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** The connections and requests of the server as nginx's {@code stub_status} writes them. */
public final class StubStatusEndpoint implements ExchangeHandler {
  private static final List<Header> HEADERS =
      List.of(new Header("Content-Type", "text/plain"), new Header("Cache-Control", "no-store"));

  private final Supplier<Connections> connections;
  private final LongSupplier requests;

  /**
   * An endpoint. Safe from any thread.
   *
   * @param requests the number of requests that came since the start
   */
  public StubStatusEndpoint(Supplier<Connections> connections, LongSupplier requests) {
    this.connections = requireNonNull(connections, "connections");
    this.requests = requireNonNull(requests, "requests");
  }

  @Override
  public void handle(Exchange exchange) {
    String method = exchange.request().method();
    if (method.equals("GET") || method.equals("HEAD")) {
      exchange.respond(PushResponse.of(200, HEADERS, MessageBody.utf8(text())));
    } else {
      exchange.respond(StatusResponse.of(405).with(List.of(new Header("Allow", "GET, HEAD"))));
    }
  }

  private String text() {
    Connections now = connections.get();
    return String.format(
        Locale.ROOT,
        """
        Active connections: %d\s
        server accepts handled requests
         %d %d %d\s
        Reading: %d Writing: %d Waiting: %d\s
        """,
        now.active(),
        now.accepted(),
        now.accepted(),
        requests.getAsLong(),
        now.reading(),
        now.writing(),
        now.waiting());
  }
}
