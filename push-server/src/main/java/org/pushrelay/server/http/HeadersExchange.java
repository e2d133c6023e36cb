package org.pushrelay.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.ForwardingExchange;

/**
 * An exchange whose answers get more headers: those that a configuration adds (nginx's {@code
 * add_header}), or the cookies of an application that has sent the client on. They stand behind the
 * others in their order; {@code Last-Modified} and {@code ETag} take the place of those that the
 * response has. A header whose value is empty is not written.
 */
final class HeadersExchange extends ForwardingExchange {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Supplier<List<AddedHeader>> added;
  private final LastRewrittenResponse shared;

  private HeadersExchange(
      Exchange exchange, Supplier<List<AddedHeader>> added, LastRewrittenResponse shared) {
    super(exchange);
    this.added = added;
    this.shared = shared;
  }

  /**
   * An exchange with those headers in its responses.
   *
   * @param added the headers, with their values for this request
   * @param shared what the exchanges share whose answers are changed in the same place
   * @return the same exchange if there are none
   */
  static Exchange around(Exchange exchange, List<AddedHeader> added, LastRewrittenResponse shared) {
    return added.isEmpty() ? exchange : new HeadersExchange(exchange, () -> added, shared);
  }

  /**
   * An exchange with headers in its responses whose values are looked up when a response begins.
   *
   * @param added finds the headers with their values
   * @param shared what the exchanges share whose answers are changed in the same place
   */
  static Exchange around(
      Exchange exchange, Supplier<List<AddedHeader>> added, LastRewrittenResponse shared) {
    return new HeadersExchange(exchange, added, shared);
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    List<AddedHeader> now = added.get();
    super.respond(shared.of(response, now, given -> with(given, now)), listener);
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    return super.stream(with(head, added.get()), listener);
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    return super.upgrade(with(headers, SWITCHING_PROTOCOLS, added.get()), listener);
  }

  private static PushResponse with(PushResponse response, List<AddedHeader> added) {
    List<Header> headers = with(response.headers(), response.status(), added);
    return new PushResponse(response.status(), headers, response.body(), response.closes());
  }

  private static List<Header> with(List<Header> others, int status, List<AddedHeader> added) {
    List<Header> headers = new ArrayList<>(others);
    for (AddedHeader each : added) {
      if (each.isFor(status)) {
        add(headers, each);
      }
    }
    return headers;
  }

  private static void add(List<Header> headers, AddedHeader added) {
    Header header = added.header();
    if (added.replaces()) {
      headers.removeIf(other -> other.name().equalsIgnoreCase(header.name()));
    }
    if (!header.value().isEmpty()) {
      headers.add(header);
    }
  }
}
