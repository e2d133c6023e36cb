package org.pushrelay.server.http;

import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.pushrelay.PushEngine;
import org.pushrelay.server.access.RealIp;
import org.pushrelay.server.config.Location;
import org.pushrelay.server.config.LocationSettings;
import org.pushrelay.server.config.RegexLimitException;
import org.pushrelay.server.config.VirtualServer;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server at work. Safe from any thread. */
final class ServerHandler implements InternalRequests {
  /** As in nginx, who is sent on more often than that goes in circles. */
  private static final int MAX_DETOURS = 10;

  private static final Logger log = LoggerFactory.getLogger(ServerHandler.class);

  private final VirtualServer server;
  private final ServerContext context;
  private final LocationHandler outside;
  private final IdentityHashMap<Location, LocationHandler> locations = new IdentityHashMap<>();

  /**
   * A server.
   *
   * @param engine the relay
   * @param start puts a location to work, which may ask others
   */
  ServerHandler(
      VirtualServer server,
      PushEngine engine,
      BiFunction<LocationSettings, InternalRequests, LocationHandler> start) {
    this.server = server;
    this.context = new ServerContext(server.primaryName(), engine);
    this.outside = start.apply(server.settings(), this);
    server
        .allLocations()
        .forEach(location -> locations.put(location, start.apply(location.settings(), this)));
  }

  VirtualServer config() {
    return server;
  }

  ServerContext context() {
    return context;
  }

  /** Who the client of a request is, as far as its proxies are trusted. */
  String client(PushRequest request) {
    @Nullable RealIp realIp = server.realIp().orElse(null);
    return realIp == null
        ? request.remoteAddress()
        : realIp.client(request.remoteAddress(), request.headers(realIp.header()));
  }

  /** What happens where no location fits, and before any location. */
  LocationHandler outside() {
    return outside;
  }

  /** The location for a request, which then knows what its expression has caught. */
  LocationHandler locationFor(RoutedRequest request) {
    Optional<Location.Found> found = Location.find(server.locations(), request.uri());
    if (found.isEmpty()) {
      return outside;
    }
    request.matched(found.get().captures());
    LocationHandler location = locations.get(found.get().location());
    return location == null ? outside : location;
  }

  @Override
  public void redirect(Exchange exchange, RoutedRequest request) {
    if (request.detours() > MAX_DETOURS) {
      log.error("{} was sent on {} times: it goes in circles", request.uri(), MAX_DETOURS);
      outside.respond(exchange, request, StatusResponse.of(500));
      return;
    }
    try {
      PushResponse response = outside.rewrite(request);
      if (response == null) {
        locationFor(request).enter(exchange, request);
      } else {
        outside.respond(exchange, request, response);
      }
    } catch (RegexLimitException e) {
      log.error("{}; the client gets 500", e.getMessage());
      outside.respond(exchange, request, StatusResponse.of(500));
    }
  }

  @Override
  public CompletionStage<PushResponse> request(RoutedRequest request, ReceivedBody body) {
    InternalExchange exchange = new InternalExchange(request, body);
    if (request.detours() > MAX_DETOURS) {
      log.error("{} was sent on {} times: it goes in circles", request.uri(), MAX_DETOURS);
      return CompletableFuture.completedFuture(StatusResponse.of(500));
    }
    try {
      PushResponse response = outside.rewrite(request);
      if (response != null) {
        return CompletableFuture.completedFuture(response);
      }
      locationFor(request).respondWithin(exchange, request);
      return exchange.response();
    } catch (RegexLimitException e) {
      log.error("{}; the call gets 500", e.getMessage());
      return CompletableFuture.completedFuture(StatusResponse.of(500));
    }
  }
}
