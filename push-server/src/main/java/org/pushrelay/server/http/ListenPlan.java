package org.pushrelay.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pushrelay.server.config.Listen;
import org.pushrelay.server.transport.Certificates;
import org.pushrelay.server.transport.ListenSocket;
import org.pushrelay.server.transport.RefusalListener;

/**
 * Which sockets the servers need. Servers with the same address share one; so do those with one
 * address of a port that another server has on all addresses.
 */
final class ListenPlan {
  private static final int BACKLOG = 511;

  private final List<ServerHandler> servers;
  private final List<ListenSocket> sockets = new ArrayList<>();
  private final List<Listening> listening = new ArrayList<>();

  /** The sockets of these servers. */
  ListenPlan(List<ServerHandler> servers) {
    this.servers = List.copyOf(servers);
    Map<String, Listen> addresses = new LinkedHashMap<>();
    for (ServerHandler server : servers) {
      for (Listen listen : server.config().listens()) {
        addresses.merge(listen.address(), listen, ListenPlan::merge);
      }
    }
    for (Listen listen : addresses.values()) {
      if (carrier(listen, addresses).isEmpty()) {
        add(listen, addresses);
      }
    }
  }

  /**
   * An address that is served.
   *
   * @param listen as it was configured
   * @param socket the place of its socket in the list
   */
  private record Listening(Listen listen, int socket) {
    String url(int port) {
      if (listen.isUnix()) {
        return listen.address();
      }
      String host = listen.host().indexOf(':') >= 0 ? "[" + listen.host() + "]" : listen.host();
      return (listen.ssl() ? "https" : "http") + "://" + host + ":" + port + "/";
    }
  }

  List<ListenSocket> sockets() {
    return List.copyOf(sockets);
  }

  /**
   * The addresses as URLs, and sockets as {@code unix:/path}, in the order of the sockets.
   *
   * @param ports those that the sockets are bound to
   */
  List<String> urls(List<Integer> ports) {
    return listening.stream().map(each -> each.url(ports.get(each.socket()))).toList();
  }

  private static Listen merge(Listen a, Listen b) {
    return new Listen(
        a.host(),
        a.port(),
        a.ssl() || b.ssl(),
        a.http2() || b.http2(),
        false,
        Math.max(a.backlog(), b.backlog()));
  }

  /** The socket on all addresses that an address is served by, if there is one. */
  private static Optional<Listen> carrier(Listen listen, Map<String, Listen> addresses) {
    boolean v6 = listen.host().indexOf(':') >= 0;
    // a socket on :: takes connections of both families, so 0.0.0.0 cannot be opened beside it
    Listen all = addresses.get("[::]:" + listen.port());
    if (all == null && !v6) {
      all = addresses.get("0.0.0.0:" + listen.port());
    }
    return Optional.ofNullable(all)
        .filter(l -> listen.port() != 0 && !l.address().equals(listen.address()));
  }

  private void add(Listen listen, Map<String, Listen> addresses) {
    List<Listen> carried =
        addresses.values().stream()
            .filter(other -> carrier(other, addresses).filter(listen::equals).isPresent())
            .toList();
    Map<String, VirtualHosts> byAddress = new LinkedHashMap<>();
    List<ServerHandler> all = new ArrayList<>(serversOn(listen));
    int backlog = listen.backlog() == 0 ? BACKLOG : listen.backlog();
    Listen merged =
        new Listen(listen.host(), listen.port(), listen.ssl(), listen.http2(), false, backlog);
    for (Listen other : carried) {
      merged =
          new Listen(
              listen.host(),
              listen.port(),
              merged.ssl() || other.ssl(),
              merged.http2() || other.http2(),
              false,
              merged.backlog());
      if (other.isWildcard()) {
        all.addAll(serversOn(other).stream().filter(server -> !all.contains(server)).toList());
      } else {
        byAddress.put(other.host(), choice(serversOn(other), other));
      }
    }
    VirtualHosts otherwise = choice(all, listen);
    VirtualHosts everybody = new VirtualHosts(all(all, carried), otherwise.byDefault());
    int number = sockets.size();
    sockets.add(socket(merged, everybody, new Router(byAddress, otherwise)));
    listening.add(new Listening(merged, number));
    carried.forEach(other -> listening.add(new Listening(other, number)));
  }

  private static ListenSocket socket(Listen listen, VirtualHosts servers, Router router) {
    boolean logs = servers.all().stream().anyMatch(server -> !server.outside().logs().isEmpty());
    return new ListenSocket(
        listen,
        listen.ssl() ? Optional.of(servers.certificates()) : Optional.<Certificates>empty(),
        servers.byDefault().config().timeouts(),
        router,
        logs ? Optional.of(router) : Optional.<RefusalListener>empty());
  }

  private List<ServerHandler> all(List<ServerHandler> some, List<Listen> carried) {
    List<ServerHandler> all = new ArrayList<>(some);
    carried.forEach(listen -> all.addAll(serversOn(listen)));
    return all.stream().distinct().toList();
  }

  private List<ServerHandler> serversOn(Listen listen) {
    return servers.stream()
        .filter(
            server ->
                server.config().listens().stream()
                    .anyMatch(l -> l.address().equals(listen.address())))
        .toList();
  }

  private static VirtualHosts choice(List<ServerHandler> candidates, Listen listen) {
    ServerHandler byDefault =
        candidates.stream()
            .filter(
                server ->
                    server.config().listens().stream()
                        .anyMatch(l -> l.defaultServer() && l.address().equals(listen.address())))
            .findFirst()
            .orElse(candidates.get(0));
    return new VirtualHosts(candidates, byDefault);
  }
}
