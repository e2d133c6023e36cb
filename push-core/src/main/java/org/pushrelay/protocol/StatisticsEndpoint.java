package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;
import org.pushrelay.channel.Statistics;
import org.pushrelay.message.MessageBody;
import org.pushrelay.time.Jitter;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * The statistics of a relay as Nchan writes them ({@code nchan_stub_status}), for programs that
 * read those. What a relay in one process does not have (Redis, messages between processes) is 0.
 * Safe from any thread.
 */
final class StatisticsEndpoint implements ExchangeHandler {
  private static final List<Header> PLAIN = List.of(new Header("Content-Type", "text/plain"));
  private static final List<String> ABSENT =
      List.of(
          "redis pending commands",
          "redis connected servers",
          "redis unhealthy upstreams",
          "total redis commands sent",
          "total interprocess alerts received",
          "interprocess alerts in transit",
          "interprocess queued alerts",
          "total interprocess send delay",
          "total interprocess receive delay");

  private final Supplier<Statistics> statistics;
  private final Responses responses;

  /** An endpoint for these statistics. */
  StatisticsEndpoint(Supplier<Statistics> statistics, Jitter jitter) {
    this.statistics = requireNonNull(statistics, "statistics");
    this.responses = new Responses(WireProfile.NCHAN, jitter);
  }

  @Override
  public void handle(Exchange exchange) {
    String method = exchange.request().method();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.respond(responses.methodNotAllowed("GET"));
      return;
    }
    exchange.respond(PushResponse.of(200, PLAIN, MessageBody.utf8(text(statistics.get()))));
  }

  private static String text(Statistics now) {
    StringBuilder text = new StringBuilder(512);
    line(text, "total published messages", now.published());
    line(text, "stored messages", now.messages());
    line(text, "shared memory used", now.usedBytes() / 1024 + "K");
    line(text, "shared memory limit", now.maxBytes() / 1024 + "K");
    line(text, "channels", now.channels());
    line(text, "subscribers", now.subscribers());
    for (String name : ABSENT) {
      line(text, name, 0);
    }
    line(text, "nchan version", WireProfile.NCHAN_VERSION);
    return text.toString();
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).append(": ").append(value).append('\n');
  }
}
