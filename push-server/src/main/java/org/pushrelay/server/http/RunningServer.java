package org.pushrelay.server.http;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.server.access.RealIp;
import org.pushrelay.server.config.Location;
import org.pushrelay.server.config.LocationSettings;
import org.pushrelay.server.config.VirtualServer;
import org.pushrelay.transport.PushRequest;

/** A server at work. Safe from any thread. */
final class RunningServer {
  private final VirtualServer server;
  private final String name;
  private final RunningLocation outside;
  private final IdentityHashMap<Location, RunningLocation> locations = new IdentityHashMap<>();

  RunningServer(VirtualServer server, Function<LocationSettings, RunningLocation> start) {
    this.server = server;
    this.name = server.primaryName();
    this.outside = start.apply(server.settings());
    List<Location> all = server.locations();
    all.forEach(location -> locations.put(location, start.apply(location.settings())));
  }

  VirtualServer config() {
    return server;
  }

  String name() {
    return name;
  }

  /** Who the client of a request is, as far as its proxies are trusted. */
  String client(PushRequest request) {
    @Nullable RealIp realIp = server.realIp().orElse(null);
    return realIp == null
        ? request.remoteAddress()
        : realIp.client(request.remoteAddress(), request.headers(realIp.header()));
  }

  /** What happens where no location fits, and before any location. */
  RunningLocation outside() {
    return outside;
  }

  /** The location for a request, which then knows what its expression has caught. */
  RunningLocation locationFor(RoutedRequest request) {
    Optional<Location.Found> found = Location.find(server.locations(), request.uri());
    if (found.isEmpty()) {
      return outside;
    }
    request.matched(found.get().captures());
    RunningLocation location = locations.get(found.get().location());
    return location == null ? outside : location;
  }
}
