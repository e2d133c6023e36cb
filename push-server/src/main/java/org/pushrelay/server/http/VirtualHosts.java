package org.pushrelay.server.http;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.pushrelay.server.config.ServerName;
import org.pushrelay.server.config.VirtualServer.Tls;
import org.pushrelay.server.transport.Certificates;
import org.pushrelay.transport.PushRequest;

/** The servers that share an address, and nginx's way to choose one of them by name. */
final class VirtualHosts {
  private final List<ServerHandler> servers;
  private final ServerHandler byDefault;

  /**
   * Servers.
   *
   * @param servers in the order of the configuration
   * @param byDefault the server of requests whose host names none of them
   */
  VirtualHosts(List<ServerHandler> servers, ServerHandler byDefault) {
    this.servers = List.copyOf(servers);
    this.byDefault = byDefault;
  }

  ServerHandler byDefault() {
    return byDefault;
  }

  List<ServerHandler> all() {
    return servers;
  }

  /** Their certificates, the default's first; a server without one has the first. */
  Certificates certificates() {
    List<Tls> all =
        Stream.concat(Stream.of(byDefault), servers.stream())
            .flatMap(server -> server.config().tls().stream())
            .distinct()
            .toList();
    return new Certificates(all, host -> find(host).config().tls().orElse(all.get(0)));
  }

  /** The server for a request, whose host is looked at only where there is a choice. */
  ServerHandler find(PushRequest request) {
    return servers.size() == 1 ? byDefault : find(request.host());
  }

  /**
   * The server for a host: the one with that name; else the one with the longest {@code *.name},
   * then the longest {@code name.*}, then the first expression; else the default.
   */
  ServerHandler find(String host) {
    if (servers.size() == 1) {
      return byDefault;
    }
    String lower = host.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    ServerHandler best = byDefault;
    int bestRank = 0;
    for (ServerHandler server : servers) {
      for (ServerName candidate : names(server)) {
        int rank = rank(candidate, name);
        if (rank > bestRank) {
          best = server;
          bestRank = rank;
        }
      }
    }
    return best;
  }

  private static List<ServerName> names(ServerHandler server) {
    List<ServerName> names = server.config().names();
    return names.isEmpty() ? List.of(new ServerName.Exact("")) : names;
  }

  /** 0 if it is not the host's name; the kinds of names are a thousand apart. */
  private static int rank(ServerName candidate, String host) {
    if (candidate instanceof ServerName.Exact exact) {
      return exact.name().equals(host) ? 10_000 : 0;
    }
    if (candidate instanceof ServerName.Suffix suffix) {
      return host.endsWith(suffix.suffix()) ? 5_000 + suffix.suffix().length() : 0;
    }
    if (candidate instanceof ServerName.Prefix prefix) {
      return host.startsWith(prefix.prefix()) ? 1_000 + prefix.prefix().length() : 0;
    }
    return candidate instanceof ServerName.Regex regex && regex.matches(host) ? 1 : 0;
  }
}
