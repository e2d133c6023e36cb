package org.pushrelay.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.pushrelay.server.config.LocationSettings.AddedHeader;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;

/**
 * An exchange in a location, which adds headers to the answer and compresses it. What that needs of
 * the request is taken at once: the request may be gone when the answer comes.
 */
final class LocationExchange implements Exchange {
  private static final Set<Integer> NO_ERRORS =
      Set.of(200, 201, 204, 206, 301, 302, 303, 304, 307, 308);

  private final Exchange exchange;
  private final RoutedRequest request;
  private final Compression compression;
  private final boolean compresses;
  private final List<Header> added;
  private final List<Header> addedToErrors;

  LocationExchange(
      Exchange exchange,
      RoutedRequest request,
      List<AddedHeader> addedHeaders,
      Compression compression) {
    this.exchange = exchange;
    this.request = request;
    this.compression = compression;
    this.compresses = compression.isAcceptedBy(request);
    this.added = evaluate(addedHeaders, request, false);
    this.addedToErrors = evaluate(addedHeaders, request, true);
  }

  static List<Header> evaluate(
      List<AddedHeader> headers, RoutedRequest request, boolean errorsOnly) {
    if (headers.isEmpty()) {
      return List.of();
    }
    List<Header> values = new ArrayList<>(headers.size());
    for (AddedHeader header : headers) {
      String value = header.value().of(request).replaceAll("[\\r\\n\\x00]", " ");
      if (!value.isEmpty() && (header.always() || !errorsOnly)) {
        values.add(new Header(header.name(), value));
      }
    }
    return List.copyOf(values);
  }

  static boolean isError(int status) {
    return !NO_ERRORS.contains(status);
  }

  @Override
  public PushRequest request() {
    return request;
  }

  @Override
  public void readBody(long maxBytes, BodyListener listener) {
    exchange.readBody(maxBytes, listener);
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    PushResponse answer = response.with(isError(response.status()) ? addedToErrors : added);
    exchange.respond(compression.apply(answer, compresses), listener);
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
  public Executor executor() {
    return exchange.executor();
  }
}
