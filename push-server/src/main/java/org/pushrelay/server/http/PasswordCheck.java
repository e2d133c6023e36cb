package org.pushrelay.server.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.access.Htpasswd;
import org.pushrelay.server.access.PasswordChecks;
import org.pushrelay.server.access.PasswordChecks.Outcome;
import org.pushrelay.server.access.PasswordChecks.Result;
import org.pushrelay.server.config.LocationSettings.BasicAuth;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a request into a location only with a name and a password (nginx: {@code auth_basic}). A
 * check that takes long runs beside the event loop; the body of the request, which can be read at
 * once only, is read meanwhile. Safe from any thread.
 */
final class PasswordCheck {
  private static final Logger log = LoggerFactory.getLogger(PasswordCheck.class);

  /** What a client that is refused unchecked is told to wait. */
  private static final Header RETRY_AFTER = new Header("Retry-After", "1");

  private final BasicAuth auth;
  private final PasswordChecks checks;

  PasswordCheck(BasicAuth auth, PasswordChecks checks) {
    this.auth = auth;
    this.checks = checks;
  }

  /** Has the location serve the request, or refuse it. */
  void check(Exchange exchange, RoutedRequest request, LocationHandler location) {
    if (auth.users().isEmpty()) {
      location.respond(exchange, request, challenge(request));
      return;
    }
    CompletableFuture<Result> check =
        checks.check(auth.users().get(), request.headers("Authorization"), request.remoteAddress());
    if (check.isDone()) {
      go(exchange, request, location, check.join());
    } else {
      later(exchange, request.kept(), location, check);
    }
  }

  private void later(
      Exchange exchange,
      RoutedRequest request,
      LocationHandler location,
      CompletableFuture<Result> check) {
    boolean upgrades = exchange.canUpgrade();
    Consumer<ReceivedBody> withBody =
        body -> {
          Exchange known = new RedirectedExchange(exchange, request, body, upgrades);
          CompletableFuture<?> unused =
              check
                  .thenAccept(result -> go(known, request, location, result))
                  .exceptionally(
                      failure -> {
                        log.error("The check of a password failed", failure);
                        known.respond(StatusResponse.of(500));
                        return null;
                      });
        };
    if (request.method().equals("GET") || request.method().equals("HEAD")) {
      withBody.accept(ReceivedBody.NONE);
      return;
    }
    exchange.readBody(
        location.maxBodyBytes(),
        new BodyListener() {
          @Override
          public void onBody(MessageBody body) {
            withBody.accept(new ReceivedBody(body));
          }

          @Override
          public void onTooLarge() {
            location.respond(exchange, request, StatusResponse.of(413).closing());
          }

          @Override
          public void onNoRoom() {
            location.respond(exchange, request, StatusResponse.tryLater());
          }

          @Override
          public void onFailure(Throwable cause) {
            log.debug("The body of {} did not come: {}", request.uri(), cause.toString());
          }
        });
  }

  private void go(
      Exchange exchange, RoutedRequest request, LocationHandler location, Result result) {
    if (result.outcome() == Outcome.ADMITTED) {
      request.checked(result.user());
      location.serve(exchange, request);
    } else {
      location.respond(exchange, request, refusal(result.outcome(), request));
    }
  }

  private PushResponse refusal(Outcome outcome, RoutedRequest request) {
    return switch (outcome) {
      case THROTTLED -> StatusResponse.of(429).with(List.of(RETRY_AFTER));
      case BUSY -> StatusResponse.of(503).with(List.of(RETRY_AFTER));
      case REFUSED, ADMITTED -> challenge(request);
    };
  }

  private PushResponse challenge(RoutedRequest request) {
    String challenge = Htpasswd.challenge(auth.realm().of(request));
    return StatusResponse.of(401).with(List.of(new Header("WWW-Authenticate", challenge)));
  }
}
