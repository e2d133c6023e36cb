package org.pushrelay.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.pushrelay.server.config.Listen;

/**
 * Opens the sockets that servers listen on. Servers with the same address share one; so do those
 * with one address of a port that another server has on all addresses.
 */
final class Listeners {
  private static final int BACKLOG = 511;

  private final List<RunningServer> servers;
  private final Map<Connector, Router.Socket> sockets = new LinkedHashMap<>();
  private final List<Listening> listening = new ArrayList<>();
  private final List<SlowHeads> slowHeads = new ArrayList<>();

  Listeners(List<RunningServer> servers) {
    this.servers = List.copyOf(servers);
  }

  /**
   * An address that is open.
   *
   * @param listen as it was configured
   * @param connector the socket, which knows the port
   */
  record Listening(Listen listen, ServerConnector connector) {
    String url() {
      String host = listen.host().indexOf(':') >= 0 ? "[" + listen.host() + "]" : listen.host();
      return (listen.ssl() ? "https" : "http")
          + "://"
          + host
          + ":"
          + connector.getLocalPort()
          + "/";
    }
  }

  /** The watches over clients that take too long, one per socket. */
  List<SlowHeads> slowHeads() {
    return slowHeads;
  }

  Map<Connector, Router.Socket> sockets() {
    return sockets;
  }

  List<Listening> listening() {
    return listening;
  }

  /** Opens all sockets of the servers. */
  void open(Server jetty) throws IOException {
    Map<String, Listen> addresses = new LinkedHashMap<>();
    for (RunningServer server : servers) {
      for (Listen listen : server.config().listens()) {
        addresses.merge(listen.address(), listen, Listeners::merge);
      }
    }
    for (Listen listen : addresses.values()) {
      if (carrier(listen, addresses).isEmpty()) {
        open(listen, addresses, jetty);
      }
    }
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

  private void open(Listen listen, Map<String, Listen> addresses, Server jetty) throws IOException {
    List<Listen> carried =
        addresses.values().stream()
            .filter(other -> carrier(other, addresses).filter(listen::equals).isPresent())
            .toList();
    Map<String, ServersOfAddress> byAddress = new LinkedHashMap<>();
    List<RunningServer> all = new ArrayList<>(serversOn(listen));
    Listen merged = listen;
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
    ServersOfAddress otherwise = choice(all, listen);
    ServersOfAddress everybody = new ServersOfAddress(all(all, carried), otherwise.byDefault());
    ServerConnector connector = new Protocols(merged, everybody).connector(jetty);
    connector.open(socket(listen));
    jetty.addConnector(connector);
    Duration patience = otherwise.byDefault().config().timeouts().header();
    slowHeads.add(new SlowHeads(connector, patience, System::nanoTime));
    sockets.put(connector, new Router.Socket(byAddress, otherwise));
    listening.add(new Listening(merged, connector));
    carried.forEach(other -> listening.add(new Listening(other, connector)));
  }

  private List<RunningServer> all(List<RunningServer> some, List<Listen> carried) {
    List<RunningServer> all = new ArrayList<>(some);
    carried.forEach(listen -> all.addAll(serversOn(listen)));
    return all.stream().distinct().toList();
  }

  private List<RunningServer> serversOn(Listen listen) {
    return servers.stream()
        .filter(
            server ->
                server.config().listens().stream()
                    .anyMatch(l -> l.address().equals(listen.address())))
        .toList();
  }

  private static ServersOfAddress choice(List<RunningServer> candidates, Listen listen) {
    RunningServer byDefault =
        candidates.stream()
            .filter(
                server ->
                    server.config().listens().stream()
                        .anyMatch(l -> l.defaultServer() && l.address().equals(listen.address())))
            .findFirst()
            .orElse(candidates.get(0));
    return new ServersOfAddress(candidates, byDefault);
  }

  private static ServerSocketChannel socket(Listen listen) throws IOException {
    InetAddress address = InetAddress.getByName(listen.host());
    boolean v4 = address.getAddress().length == 4;
    ServerSocketChannel channel =
        ServerSocketChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      int backlog = listen.backlog() == 0 ? BACKLOG : listen.backlog();
      channel.bind(new InetSocketAddress(address, listen.port()), backlog);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot listen on " + listen.address() + ": " + e.getMessage(), e);
    }
  }
}
