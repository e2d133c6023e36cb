package org.pushrelay.server.http;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.Cors;
import org.pushrelay.server.access.PasswordChecks;
import org.pushrelay.server.config.Condition;
import org.pushrelay.server.config.LocationContent;
import org.pushrelay.server.config.LocationSettings;
import org.pushrelay.server.config.LocationSettings.Assignment;
import org.pushrelay.server.config.LocationSettings.HeaderTemplate;
import org.pushrelay.server.config.LocationSettings.ReturnResponse;
import org.pushrelay.server.config.NginxRegex.Captures;
import org.pushrelay.server.files.StaticFiles;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A location at work. Requests pass in nginx's order: body size, {@code set} and {@code return},
 * address, password, content. Safe from any thread.
 */
final class LocationHandler {
  private static final Logger log = LoggerFactory.getLogger(LocationHandler.class);
  private static final String PLAIN = "text/plain";

  /** A page of another site has sent the request with the password that the browser keeps. */
  private static final PushResponse FORGED =
      PushResponse.of(
          403,
          List.of(new Header("Content-Type", PLAIN)),
          MessageBody.utf8("Pages of other sites may not do this."));

  private final LocationSettings settings;
  private final List<RunningStep> steps;
  private final @Nullable PasswordCheck auth;
  private final @Nullable Gzip gzip;
  private final ExchangeHandler endpoint;
  private final @Nullable StaticFiles files;
  private final @Nullable Proxy proxy;
  private final List<AccessLog> logs;

  /** Which pages of other origins may change something here, if not all clients may; else null. */
  private final @Nullable Cors guarded;

  private final LastRewrittenResponse withHeaders = new LastRewrittenResponse();

  /** Whether a header is added whose value is known only when the response begins. */
  private final boolean addsLate;

  /**
   * A location.
   *
   * @param steps what is done with a request first
   * @param endpoint who answers
   * @param files who answers instead, if there are files
   * @param proxy who answers instead, if there is an application
   * @param passwords checks the passwords, if the location asks for them
   */
  LocationHandler(
      LocationSettings settings,
      List<RunningStep> steps,
      ExchangeHandler endpoint,
      @Nullable StaticFiles files,
      @Nullable Proxy proxy,
      PasswordChecks passwords,
      List<AccessLog> logs) {
    this.proxy = proxy;
    this.settings = settings;
    this.steps = List.copyOf(steps);
    this.auth = settings.auth().map(auth -> new PasswordCheck(auth, passwords)).orElse(null);
    this.gzip = settings.gzip().map(Gzip::new).orElse(null);
    this.endpoint = endpoint;
    this.files = files;
    this.logs = List.copyOf(logs);
    boolean asksWho = settings.auth().isPresent() || !settings.access().isEmpty();
    this.guarded = asksWho && settings.content().takesChanges() ? settings.content().cors() : null;
    this.addsLate = settings.addedHeaders().stream().anyMatch(HeaderTemplate::isOfResponse);
  }

  List<AccessLog> logs() {
    return logs;
  }

  /** The channels that a request names here; none if it names none, or this is no endpoint. */
  List<ChannelId> channels(RoutedRequest request) {
    return settings.content().naming().map(naming -> naming.channels(request)).orElse(List.of());
  }

  /** What is done with a request before anybody answers it. */
  sealed interface RunningStep {}

  /** Sets a variable. */
  record Assigns(Assignment assignment) implements RunningStep {}

  /** Answers. */
  record Returns(ReturnResponse response) implements RunningStep {}

  /** Goes on in the block of an {@code if}, and answers there unless a later one holds, too. */
  record Chooses(Condition condition, LocationHandler block) implements RunningStep {}

  /**
   * Does what is done first, in order: then the request knows its variables, and in which block it
   * is answered.
   *
   * @return the response of a {@code return}; null without one
   */
  @Nullable PushResponse rewrite(RoutedRequest request) {
    request.choose(this);
    return run(request);
  }

  private @Nullable PushResponse run(RoutedRequest request) {
    PushResponse response = null;
    for (int i = 0; i < steps.size() && response == null; i++) {
      response = run(steps.get(i), request);
    }
    return response;
  }

  private @Nullable PushResponse run(RunningStep step, RoutedRequest request) {
    if (step instanceof Returns returns) {
      return response(returns.response(), request);
    }
    if (step instanceof Assigns assigns) {
      request.assign(assigns.assignment());
      return null;
    }
    Chooses chooses = (Chooses) step;
    Optional<Captures> caught = chooses.condition().check(request);
    if (caught.isEmpty()) {
      return null;
    }
    if (!caught.get().values().isEmpty()) {
      request.matched(caught.get());
    }
    request.choose(chooses.block());
    return chooses.block().run(request);
  }

  private PushResponse response(ReturnResponse returned, RoutedRequest request) {
    String text = returned.text().of(request);
    if (returned.redirects()) {
      String internalTarget = text.startsWith("/") ? origin(request) + text : text;
      String location = internalTarget.replaceAll("[\\x00-\\x20]", "");
      return StatusResponse.of(returned.status()).with(List.of(new Header("Location", location)));
    }
    if (text.isEmpty()) {
      return returned.status() < 400
          ? PushResponse.of(returned.status())
          : StatusResponse.of(returned.status());
    }
    String type = settings.defaultType().isEmpty() ? PLAIN : settings.defaultType();
    return PushResponse.of(
        returned.status(), List.of(new Header("Content-Type", type)), MessageBody.utf8(text));
  }

  /** What a redirect without a host begins with. */
  private static String origin(RoutedRequest request) {
    String port = request.value("server_port");
    boolean usual = port.isEmpty() || port.equals(request.scheme().equals("https") ? "443" : "80");
    return request.scheme() + "://" + request.value("host") + (usual ? "" : ":" + port);
  }

  /** Answers a request that this location is for. */
  void handle(Exchange exchange, RoutedRequest request) {
    if (settings.internal()) {
      respond(exchange, request, StatusResponse.of(404));
      return;
    }
    enter(exchange, request);
  }

  /** Handles a request that is admitted, from a client or from another location. */
  void enter(Exchange exchange, RoutedRequest request) {
    if (isTooLong(request)) {
      respond(exchange, request, StatusResponse.of(413).closing());
      return;
    }
    PushResponse response = rewrite(request);
    request.chosen().enter(exchange, request, response);
  }

  /** Answers a request for which all is done that is done first. */
  private void enter(Exchange exchange, RoutedRequest request, @Nullable PushResponse returned) {
    if (returned != null) {
      respond(exchange, request, returned);
    } else if (!settings.access().admits(request.remoteAddress())) {
      respond(exchange, request, StatusResponse.of(403));
    } else if (guarded != null && guarded.isForged(request)) {
      respond(exchange, request, FORGED);
    } else if (auth != null) {
      auth.check(exchange, request, this);
    } else {
      serve(exchange, request);
    }
  }

  /** The longest body that a request may have. */
  long maxBodyBytes() {
    return settings.maxBodyBytes();
  }

  /** Answers a request from which nothing more is wanted. */
  void serve(Exchange exchange, RoutedRequest request) {
    if (files != null) {
      files.serve(request.uri(), open(exchange, request, null));
    } else if (proxy != null) {
      RoutedRequest kept = request.kept();
      proxy.forward(exchange, kept, said -> respond(exchange, kept, said));
    } else {
      call(exchange, request);
    }
  }

  /** Answers another location of this server: nothing is checked, changed or logged for it. */
  void respondWithin(Exchange exchange, RoutedRequest request) {
    PushResponse response = rewrite(request);
    if (response != null) {
      exchange.respond(response);
    } else {
      request.chosen().respondFromBlock(exchange, request);
    }
  }

  private void respondFromBlock(Exchange exchange, RoutedRequest request) {
    if (files != null) {
      files.serve(request.uri(), exchange);
    } else if (proxy != null) {
      proxy.respond(exchange, request);
    } else if (settings.content() instanceof LocationContent.Subscriber
        || settings.content() instanceof LocationContent.PubSub) {
      log.error("{} is asked by a hook, and is for subscribers", request.path());
      exchange.respond(StatusResponse.of(500));
    } else {
      if (settings.content() instanceof LocationContent.Nothing) {
        log.error("{} is asked by a hook, and no location serves it", request.path());
      }
      endpoint.handle(exchange);
    }
  }

  /** Whether a body is announced that is longer than it may be. */
  private boolean isTooLong(PushRequest request) {
    if (settings.maxBodyBytes() == Long.MAX_VALUE) {
      return false;
    }
    List<String> lengths = request.headers("Content-Length");
    return !lengths.isEmpty() && ContentLength.of(lengths.get(0)) > settings.maxBodyBytes();
  }

  private void call(Exchange exchange, RoutedRequest request) {
    RoutedExchange routed = new RoutedExchange(logged(exchange, request), request);
    Exchange opened = changing(routed, request, gzip);
    try {
      endpoint.handle(opened);
    } catch (RuntimeException e) {
      log.error("An endpoint failed", e);
      opened.respond(StatusResponse.of(500));
    }
    routed.handled();
  }

  /** Answers in the place of the endpoint. */
  void respond(Exchange exchange, RoutedRequest request, PushResponse response) {
    open(exchange, request, gzip).respond(response);
  }

  private Exchange open(Exchange exchange, RoutedRequest request, @Nullable Gzip packing) {
    return changing(logged(exchange, request), request, packing);
  }

  private Exchange logged(Exchange exchange, RoutedRequest request) {
    return LoggedExchange.around(exchange, request, request.checkedUser(), logs);
  }

  /** An exchange whose answers are changed on their way, as far as that is configured. */
  private Exchange changing(Exchange exchange, RoutedRequest request, @Nullable Gzip packing) {
    Exchange packed = packing == null ? exchange : packing.around(exchange);
    List<HeaderTemplate> added = settings.addedHeaders();
    if (addsLate) {
      RoutedRequest kept = request.kept();
      return HeadersExchange.around(packed, () -> AddedHeader.evaluate(added, kept), withHeaders);
    }
    return HeadersExchange.around(packed, AddedHeader.evaluate(added, request), withHeaders);
  }
}
