package org.pushrelay.server.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pushrelay.server.text.Directive;

/** Reads the locations that serve operators of the relay, and that belong to no channel. */
final class AdminEndpointReader {
  private static final String STUB_STATUS = "nchan_stub_status";
  private static final String NGINX_STATUS = "stub_status";
  private static final String HEALTH = "push_health";
  private static final String METRICS = "push_metrics";

  /** What makes an endpoint. */
  static final String[] ENDPOINTS = {
    STUB_STATUS, NGINX_STATUS, HEALTH, METRICS, NchanGroups.LOCATION, NchanInfo.LOCATION
  };

  private final Problems problems;
  private final NchanGroups groups;
  private final NchanInfo info;

  AdminEndpointReader(Problems problems, NchanGroups groups, NchanInfo info) {
    this.problems = problems;
    this.groups = groups;
    this.info = info;
  }

  /** The endpoint of a scope, if it has one of these of its own. */
  Optional<LocationContent> read(Scope scope) {
    List<Directive> endpoints = scope.own(ENDPOINTS);
    if (endpoints.isEmpty()) {
      return Optional.empty();
    }
    Directive endpoint = endpoints.get(0);
    if (endpoints.size() > 1) {
      contradicts(endpoints.get(1), endpoint);
    }
    scope.own(endpointsOf(endpoint)).stream()
        .findFirst()
        .ifPresent(other -> contradicts(endpoint, other));
    return Optional.of(
        switch (endpoint.name()) {
          case STUB_STATUS -> new LocationContent.StubStatus();
          case NGINX_STATUS -> new LocationContent.NginxStatus();
          case HEALTH -> new LocationContent.Health();
          case METRICS -> new LocationContent.Metrics();
          case NchanInfo.LOCATION -> info.location(scope, endpoint);
          default -> new LocationContent.Group(groups.location(scope, endpoint));
        });
  }

  /** Those of the same module; the other one's readers tell what cannot stand beside theirs. */
  private static String[] endpointsOf(Directive endpoint) {
    if (endpoint.name().equals(NGINX_STATUS)) {
      return Stream.of(PushReader.ENDPOINTS, NchanReader.ENDPOINTS)
          .flatMap(Stream::of)
          .toArray(String[]::new);
    }
    return endpoint.name().startsWith("push_") ? PushReader.ENDPOINTS : NchanReader.ENDPOINTS;
  }

  private void contradicts(Directive directive, Directive other) {
    problems.error(
        directive,
        "contradicts \""
            + other.name()
            + "\" in the same location (expected: a location for each)");
  }
}
