package org.pushrelay.server.access;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who a client behind proxies is: nginx's {@code set_real_ip_from} and {@code real_ip_header}. What
 * a header says counts only if it comes from a proxy that is trusted. Immutable.
 *
 * @param trusted admits the addresses of the proxies, and no others
 * @param header the header that they write the client's address in
 * @param recursive whether further proxies in that header are left out, from its end on
 */
public record RealIp(AddressRules trusted, String header, boolean recursive) {
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([0-9.]+))(?::\\d{1,5})?");

  /** Checks that all are there. */
  public RealIp {
    requireNonNull(trusted, "trusted");
    requireNonNull(header, "header");
  }

  /**
   * The address of a client.
   *
   * @param peer who has opened the connection
   * @param values the values of the header, one per line
   */
  public String client(String peer, List<String> values) {
    if (values.isEmpty() || !trusted.admits(peer)) {
      return peer;
    }
    String[] hops = String.join(",", values).split(",", -1);
    String client = peer;
    for (int i = hops.length - 1; i >= 0; i--) {
      Optional<String> hop = address(hops[i].strip());
      if (hop.isEmpty()) {
        return client;
      }
      client = hop.get();
      if (!recursive || !trusted.admits(client)) {
        return client;
      }
    }
    return client;
  }

  private static Optional<String> address(String text) {
    Matcher matcher = WITH_PORT.matcher(text);
    String bare =
        !matcher.matches() ? text : matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return bare.indexOf('%') < 0 && IpAddress.parse(bare).isPresent()
        ? Optional.of(bare)
        : Optional.empty();
  }
}
