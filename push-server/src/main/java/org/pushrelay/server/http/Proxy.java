package org.pushrelay.server.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.spi.RequestCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A location that hands requests to an application, and its responses to the client; or sends the
 * client on to another location, if the application says so (nginx: {@code proxy_pass}, {@code
 * X-Accel-Redirect}). Safe from any thread.
 */
final class Proxy {
  private static final Logger log = LoggerFactory.getLogger(Proxy.class);
  private static final String REDIRECT = "X-Accel-Redirect";

  /** What an application tells its proxy, or of itself; as in nginx, clients do not see it. */
  private static final Set<String> HIDDEN =
      Set.of(
          "server",
          "x-accel-buffering",
          "x-accel-charset",
          "x-accel-expires",
          "x-accel-limit-rate",
          "x-accel-redirect",
          "x-pad");

  private final ProxiedUpstream application;
  private final long maxBodyBytes;
  private final InternalRequests locations;

  Proxy(ProxiedUpstream application, long maxBodyBytes, InternalRequests locations) {
    this.application = application;
    this.maxBodyBytes = maxBodyBytes;
    this.locations = locations;
  }

  /**
   * Answers a client.
   *
   * @param request a copy
   * @param respond answers, unless the client is sent on
   */
  void forward(Exchange exchange, RoutedRequest request, Consumer<PushResponse> respond) {
    boolean upgrades = exchange.canUpgrade();
    call(
        exchange,
        request,
        (response, body) -> {
          if (response.header(REDIRECT).isEmpty()) {
            respond.accept(shown(response));
            return;
          }
          elsewhere(request, response)
              .ifPresentOrElse(
                  other -> {
                    Exchange redirected = new RedirectedExchange(exchange, other, body, upgrades);
                    locations.redirect(
                        HeadersExchange.around(
                            redirected, cookies(response), new LastRewrittenResponse()),
                        other);
                  },
                  () -> respond.accept(StatusResponse.of(500)));
        });
  }

  /** What goes to a client who is sent on, of what the application answered. */
  private static List<AddedHeader> cookies(PushResponse response) {
    return response.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase("Set-Cookie"))
        .map(cookie -> new AddedHeader(cookie, true))
        .toList();
  }

  /** Answers a location of this server, or has another one response, if the application says so. */
  void respond(Exchange exchange, RoutedRequest request) {
    call(
        exchange,
        request,
        (response, body) -> {
          if (response.header(REDIRECT).isEmpty()) {
            exchange.respond(shown(response));
            return;
          }
          Optional<RoutedRequest> other = elsewhere(request, response);
          if (other.isEmpty()) {
            exchange.respond(StatusResponse.of(500));
          } else {
            CompletionStage<?> unused =
                locations
                    .request(other.get(), body)
                    .exceptionally(failure -> failed(request, failure))
                    .thenAccept(exchange::respond);
          }
        });
  }

  /** What is asked for where the application sends a request on to; nothing if that is no place. */
  private static Optional<RoutedRequest> elsewhere(RoutedRequest request, PushResponse response) {
    String to = response.header(REDIRECT).orElse("");
    Optional<InternalTarget> internalTarget = InternalTarget.parse(to);
    if (internalTarget.isEmpty()) {
      log.error("An application sends {} on to \"{}\"", request.uri(), to);
    }
    return internalTarget.map(
        place ->
            request.sentOn(RequestCopy.of(request).at(place.path(), place.query()), place.uri()));
  }

  /** A response without what is meant for this server. */
  private static PushResponse shown(PushResponse response) {
    List<Header> headers =
        response.headers().stream()
            .filter(header -> !HIDDEN.contains(header.name().toLowerCase(Locale.ROOT)))
            .toList();
    return new PushResponse(response.status(), headers, response.body(), response.closes());
  }

  /** Takes what the application says, and what the client has sent. */
  private interface Answered {
    void accept(PushResponse response, ReceivedBody body);
  }

  private void call(Exchange exchange, RoutedRequest request, Answered then) {
    if (request.method().equals("GET") || request.method().equals("HEAD")) {
      call(request, ReceivedBody.NONE, then);
      return;
    }
    exchange.readBody(
        maxBodyBytes,
        new BodyListener() {
          @Override
          public void onBody(MessageBody body) {
            call(request, new ReceivedBody(body), then);
          }

          @Override
          public void onTooLarge() {
            then.accept(StatusResponse.of(413).closing(), ReceivedBody.NONE);
          }

          @Override
          public void onNoRoom() {
            then.accept(StatusResponse.tryLater(), ReceivedBody.NONE);
          }

          @Override
          public void onFailure(Throwable cause) {
            log.debug("The body of {} did not come: {}", request.uri(), cause.toString());
            then.accept(StatusResponse.of(400).closing(), ReceivedBody.NONE);
          }
        });
  }

  private void call(RoutedRequest request, ReceivedBody body, Answered then) {
    CompletionStage<?> unused =
        application
            .call(request, body.bytes())
            .thenAccept(response -> then.accept(response, body))
            .exceptionally(
                failure -> {
                  then.accept(failed(request, failure), body);
                  return null;
                });
  }

  private static PushResponse failed(RoutedRequest request, Throwable failure) {
    log.error("The response of an application for {} failed", request.path(), failure);
    return StatusResponse.of(500);
  }
}
