package org.pushrelay.server.http;

import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.config.LocationSettings;
import org.pushrelay.server.config.LocationSettings.BasicAuth;
import org.pushrelay.server.config.LocationSettings.ReturnAnswer;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * A location at work. Requests pass in nginx's order: body size, {@code set} and {@code return},
 * address, password, content. Safe from any thread.
 */
final class RunningLocation {
  private static final String PLAIN = "text/plain";

  private final LocationSettings settings;
  private final Optional<Gzip> gzip;
  private final ExchangeHandler endpoint;
  private final @Nullable StaticFiles files;
  private final List<AccessLog> logs;

  /**
   * A location.
   *
   * @param endpoint who answers
   * @param files who answers instead, if there are files
   */
  RunningLocation(
      LocationSettings settings,
      ExchangeHandler endpoint,
      @Nullable StaticFiles files,
      List<AccessLog> logs) {
    this.settings = settings;
    this.gzip = settings.gzip().map(Gzip::new);
    this.endpoint = endpoint;
    this.files = files;
    this.logs = List.copyOf(logs);
  }

  List<AccessLog> logs() {
    return logs;
  }

  /** The location's view of an exchange. */
  private Exchange open(Exchange exchange, RoutedRequest request) {
    Exchange routed = new RoutedExchange(exchange, request);
    Exchange packed = gzip.map(g -> g.around(routed)).orElse(routed);
    return HeadersExchange.around(packed, added(request));
  }

  private List<AddedHeader> added(RoutedRequest request) {
    return AddedHeader.evaluate(settings.addedHeaders(), request);
  }

  /** Sets what {@code set} sets, and answers if {@code return} is there. */
  boolean rewrites(Exchange exchange, RoutedRequest routed) {
    routed.assign(settings.assignments());
    Optional<PushResponse> answer = settings.returns().map(returns -> answer(returns, routed));
    answer.ifPresent(open(exchange, routed)::respond);
    return answer.isPresent();
  }

  private PushResponse answer(ReturnAnswer returns, RoutedRequest routed) {
    String text = returns.text().of(routed);
    if (returns.redirects()) {
      String target = text.startsWith("/") ? origin(routed) + text : text;
      String location = target.replaceAll("[\\x00-\\x20]", "");
      return Answers.error(returns.status()).with(List.of(new Header("Location", location)));
    }
    if (text.isEmpty()) {
      return returns.status() < 400
          ? PushResponse.of(returns.status())
          : Answers.error(returns.status());
    }
    String type = settings.defaultType().isEmpty() ? PLAIN : settings.defaultType();
    return PushResponse.of(
        returns.status(), List.of(new Header("Content-Type", type)), MessageBody.utf8(text));
  }

  /** What a redirect without a host begins with. */
  private static String origin(RoutedRequest routed) {
    String port = routed.value("server_port");
    boolean usual = port.equals(routed.scheme().equals("https") ? "443" : "80");
    return routed.scheme() + "://" + routed.value("host") + (usual ? "" : ":" + port);
  }

  /** Answers a request that this location is for. */
  void handle(
      Exchange exchange,
      RoutedRequest routed,
      Request request,
      Response response,
      Callback callback) {
    if (request.getLength() > settings.maxBodyBytes()) {
      open(exchange, routed).respond(Answers.error(413).closing());
      return;
    }
    if (rewrites(exchange, routed)) {
      return;
    }
    Optional<PushResponse> refusal = refusal(routed, request);
    if (refusal.isPresent()) {
      open(exchange, routed).respond(refusal.get());
    } else if (files != null) {
      files.serve(
          routed.uri(),
          request,
          new HeaderAddingResponse(request, response, added(routed)),
          callback);
    } else {
      endpoint.handle(open(exchange, routed));
    }
  }

  private Optional<PushResponse> refusal(RoutedRequest routed, Request request) {
    if (!settings.access().admits(routed.remoteAddress())) {
      return Optional.of(Answers.error(403));
    }
    Optional<BasicAuth> auth = settings.auth();
    if (auth.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> user =
        auth.get().users().flatMap(users -> users.user(routed.headers("Authorization")));
    user.ifPresent(name -> AnsweredRequests.identify(request, name));
    return user.isPresent()
        ? Optional.empty()
        : Optional.of(Answers.unauthorized(auth.get().realm().of(routed)));
  }
}
