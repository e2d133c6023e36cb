package org.pushrelay.server.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.pushrelay.server.config.VirtualServer.Tls;
import org.pushrelay.server.transport.Certificates;
import org.pushrelay.server.transport.ListenSocket;
import org.pushrelay.server.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a relay. They stay open while what they serve changes; one is opened anew only if
 * it is to behave otherwise to its connections. One thread at a time.
 */
final class ListenSockets implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ListenSockets.class);

  private final Transport.Running transport;
  private final ServerCounters serverCounters;

  /** Those that take connections. */
  private final List<Opened> opened;

  private final Consumer<Error> errors;

  private ListenSockets(
      Transport.Running transport,
      ServerCounters serverCounters,
      List<Opened> opened,
      Consumer<Error> errors) {
    this.transport = transport;
    this.serverCounters = serverCounters;
    this.errors = errors;
    this.opened = new ArrayList<>(opened);
  }

  /**
   * An open socket.
   *
   * @param socket as it was opened
   * @param served what it serves now
   * @param place where it is in the order of the transport
   */
  private record Opened(ListenSocket socket, SwappableHandler served, int place) {
    /** Whether it may stay as it is for what is wanted. */
    boolean fits(ListenSocket wanted) {
      return socket.listen().equals(wanted.listen())
          && socket.timeouts().equals(wanted.timeouts())
          && fits(socket.certificates(), wanted.certificates());
    }

    /** With several certificates it may be other names that they are for. */
    private static boolean fits(Optional<Certificates> has, Optional<Certificates> wanted) {
      List<Tls> before = has.map(Certificates::all).orElse(List.of());
      return before.size() <= 1 && before.equals(wanted.map(Certificates::all).orElse(List.of()));
    }

    String address() {
      return socket.listen().address();
    }
  }

  static ListenSockets open(
      Transport on,
      ServerCounters serverCounters,
      List<ListenSocket> sockets,
      Transport.Surroundings around)
      throws IOException {
    List<Opened> opened = new ArrayList<>();
    Consumer<Error> errors = around.errors();
    for (ListenSocket socket : sockets) {
      opened.add(
          new Opened(socket, new SwappableHandler(socket, serverCounters, errors), opened.size()));
    }
    Transport.Running transport =
        on.start(opened.stream().map(ListenSockets::forTransport).toList(), around);
    serverCounters.isOf(transport);
    return new ListenSockets(transport, serverCounters, opened, errors);
  }

  /** The threads that connections depend on. */
  List<Transport.Loop> loops() {
    return transport.loops();
  }

  private static ListenSocket forTransport(Opened opened) {
    ListenSocket socket = opened.socket();
    return new ListenSocket(
        socket.listen(),
        socket.certificates(),
        socket.timeouts(),
        opened.served(),
        Optional.of(opened.served()));
  }

  /** The ports of these sockets, all of which are open. */
  List<Integer> ports(List<ListenSocket> sockets) {
    List<Integer> ports = transport.ports();
    return sockets.stream().map(socket -> ports.get(find(socket).orElseThrow().place())).toList();
  }

  private Optional<Opened> find(ListenSocket socket) {
    return opened.stream().filter(o -> o.address().equals(socket.listen().address())).findFirst();
  }

  /**
   * Serves these and no others. Connections that there are go on.
   *
   * @throws IOException if one cannot be opened; and then all is as before
   */
  void change(List<ListenSocket> wanted) throws IOException {
    List<Opened> before = List.copyOf(opened);
    List<Opened> added = new ArrayList<>();
    List<Opened> stopped = new ArrayList<>();
    try {
      for (ListenSocket socket : wanted) {
        if (find(socket).isEmpty()) {
          added.add(open(socket));
        }
      }
      for (ListenSocket socket : wanted) {
        Optional<Opened> other = find(socket).filter(o -> !o.fits(socket));
        if (other.isPresent()) {
          stop(other.get());
          stopped.add(other.get());
          added.add(open(socket));
        }
      }
    } catch (IOException e) {
      undo(added, stopped, e);
      throw e;
    }
    for (ListenSocket socket : wanted) {
      find(socket).ifPresent(o -> o.served().change(socket));
    }
    // a client that is still connected there gets what is served at the address now
    stopped.forEach(old -> old.served().change(wantedAt(old, wanted)));
    List<String> addresses = wanted.stream().map(socket -> socket.listen().address()).toList();
    before.stream().filter(o -> !addresses.contains(o.address())).forEach(this::stopServing);
  }

  private static ListenSocket wantedAt(Opened open, List<ListenSocket> wanted) {
    return wanted.stream()
        .filter(socket -> socket.listen().address().equals(open.address()))
        .findFirst()
        .orElse(open.socket());
  }

  private Opened open(ListenSocket socket) throws IOException {
    Opened open =
        new Opened(
            socket, new SwappableHandler(socket, serverCounters, errors), transport.ports().size());
    transport.open(forTransport(open));
    opened.add(open);
    return open;
  }

  private void stop(Opened open) throws IOException {
    if (!transport.stopListening(open.place())) {
      throw new IOException(
          open.address() + " cannot be opened in another way: that needs a new start");
    }
    opened.remove(open);
  }

  private void undo(List<Opened> added, List<Opened> stopped, IOException reason) {
    added.forEach(this::stopServing);
    for (Opened old : stopped) {
      try {
        open(old.socket());
      } catch (IOException e) {
        reason.addSuppressed(e);
        log.error("What was open before is lost, too: {}", e.getMessage());
      }
    }
  }

  private void stopServing(Opened open) {
    opened.remove(open);
    if (!transport.stopListening(open.place())) {
      // still open, so it is kept for the day when it is wanted again
      open.served().leave();
      opened.add(open);
      log.warn("{} stays open until the next start, and answers 404", open.address());
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
