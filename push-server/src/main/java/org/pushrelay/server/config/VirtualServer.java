package org.pushrelay.server.config;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pushrelay.server.access.RealIp;

/**
 * One {@code server}.
 *
 * @param listens its addresses
 * @param names the names it answers to
 * @param settings what happens where no location fits; its assignments and its response come before
 *     those of a location
 * @param locations the locations, in the order of the text
 * @param tls the certificate, if there is one
 * @param timeouts how patient it is
 * @param realIp the proxies that are trusted to name the address of a client; empty if none is
 */
public record VirtualServer(
    List<Listen> listens,
    List<ServerName> names,
    LocationSettings settings,
    List<Location> locations,
    Optional<Tls> tls,
    Timeouts timeouts,
    Optional<RealIp> realIp) {

  /** Copies the lists. */
  public VirtualServer {
    listens = List.copyOf(listens);
    names = List.copyOf(names);
    locations = List.copyOf(locations);
  }

  VirtualServer with(List<Listen> otherListens, List<Location> otherLocations) {
    return new VirtualServer(otherListens, names, settings, otherLocations, tls, timeouts, realIp);
  }

  /** All locations, those within others behind these. */
  public Stream<Location> allLocations() {
    return locations.stream().flatMap(Location::withNested);
  }

  /** The first whole name; empty if there is none. */
  public String primaryName() {
    return names.stream()
        .filter(ServerName.Exact.class::isInstance)
        .map(name -> ((ServerName.Exact) name).name())
        .findFirst()
        .orElse("");
  }

  /**
   * {@code ssl_certificate} and {@code ssl_certificate_key}.
   *
   * @param chain the server's certificate, and those that vouch for it
   * @param key its key
   */
  public record Tls(List<X509Certificate> chain, PrivateKey key) {
    /** Copies the chain. */
    public Tls {
      chain = List.copyOf(chain);
    }
  }

  /**
   * How long clients may take.
   *
   * @param header for the head of a request
   * @param body between two pieces of a body
   * @param keepAlive between two requests; zero if each connection carries one
   */
  public record Timeouts(Duration header, Duration body, Duration keepAlive) {
    /** Stands for no end. */
    private static final Duration LONG = Duration.ofDays(10_000);

    /** Takes no time at all for no end, but between requests. */
    public Timeouts {
      header = header.isZero() ? LONG : atMostLong(header);
      body = body.isZero() ? LONG : atMostLong(body);
      keepAlive = atMostLong(keepAlive);
    }

    private static Duration atMostLong(Duration timeout) {
      return timeout.compareTo(LONG) > 0 ? LONG : timeout;
    }
  }
}
