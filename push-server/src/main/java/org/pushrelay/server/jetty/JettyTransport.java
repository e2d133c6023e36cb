package org.pushrelay.server.jetty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.pushrelay.jetty.PushThreadPool;
import org.pushrelay.server.transport.Connections;
import org.pushrelay.server.transport.ListenSocket;
import org.pushrelay.server.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty's core server, with nothing in it but the relay. */
public final class JettyTransport implements Transport.Running {
  private static final Logger log = LoggerFactory.getLogger(JettyTransport.class);

  private final Server jetty = new Server(threads());
  private final List<ServerConnector> connectors = new CopyOnWriteArrayList<>();
  private final List<JettyConnectionCounter> counts = new CopyOnWriteArrayList<>();
  private final Map<Connector, ListenSocket> sockets = new ConcurrentHashMap<>();
  private final ScheduledExecutorService slowHeadTimeout = slowHeadTimeout();
  private final Transport.Surroundings around;

  private JettyTransport(Transport.Surroundings around) {
    this.around = around;
    jetty.setStopTimeout(Transport.STOP_TIME.toMillis());
    jetty.setErrorHandler(new PlainErrorHandler());
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new PushThreadPool();
    threads.setName("http");
    return threads;
  }

  private static ScheduledExecutorService slowHeadTimeout() {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, "slow-heads");
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Starts a Jetty: a {@link Transport}.
   *
   * @throws IOException as there
   */
  public static Transport.Running start(List<ListenSocket> sockets, Transport.Surroundings around)
      throws IOException {
    JettyTransport transport = new JettyTransport(around);
    try {
      for (ListenSocket socket : sockets) {
        transport.add(socket);
      }
      transport.serve();
      return transport;
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  private ServerConnector add(ListenSocket socket) throws IOException {
    ServerConnector connector =
        new Protocols(socket).connector(jetty, around.budget().connections());
    connector.open(channel(socket));
    sockets.put(connector, socket);
    JettyConnectionCounter counted = new JettyConnectionCounter(connector);
    connector.addBean(counted);
    counts.add(counted);
    jetty.addConnector(connector);
    connectors.add(connector);
    return connector;
  }

  @Override
  public void open(ListenSocket socket) throws IOException {
    ServerConnector connector = add(socket);
    try {
      connector.start();
    } catch (Exception e) {
      connectors.remove(connector);
      jetty.removeConnector(connector);
      sockets.remove(connector);
      connector.close();
      throw socket.cannotListen(e);
    }
    // it came when the server was started already, and is to be stopped with it
    jetty.manage(connector);
    watch(connector, socket);
  }

  /** Jetty closes the connections of a connector together with its socket. */
  @Override
  public boolean stopListening(int socket) {
    return false;
  }

  private void watch(ServerConnector connector, ListenSocket socket) {
    watch(new SlowHeadTimeout(connector, socket.timeouts().header(), System::nanoTime));
  }

  private static ServerSocketChannel channel(ListenSocket socket) throws IOException {
    if (socket.listen().isUnix()) {
      throw socket.cannotListen(
          new IOException("Jetty listens on TCP ports only (expected: --transport=netty)"));
    }
    InetSocketAddress address = socket.address();
    boolean v4 = address.getAddress().getAddress().length == 4;
    ServerSocketChannel channel =
        ServerSocketChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, socket.listen().backlog());
      return channel;
    } catch (IOException e) {
      channel.close();
      throw socket.cannotListen(e);
    }
  }

  private void watch(SlowHeadTimeout watch) {
    Runnable logged =
        () -> {
          try {
            watch.run();
          } catch (RuntimeException | Error e) {
            // else the executor would never run it again
            log.error("The watch over slow clients failed", e);
          }
        };
    long millis = watch.periodMillis();
    ScheduledFuture<?> unused =
        slowHeadTimeout.scheduleWithFixedDelay(logged, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void serve() throws IOException {
    sockets.forEach((connector, socket) -> watch((ServerConnector) connector, socket));
    jetty.setHandler(new GracefulHandler(new ListenSocketDispatcher(sockets, around.budget())));
    if (sockets.values().stream().anyMatch(socket -> socket.refusals().isPresent())) {
      jetty.setRequestLog(new RefusalLog(sockets));
    }
    try {
      jetty.start();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the HTTP server does not start: " + e.getMessage(), e);
    }
  }

  @Override
  public List<Transport.Loop> loops() {
    List<Transport.Loop> loops = new ArrayList<>();
    loops.add(new Transport.Loop("the threads of requests", jetty.getThreadPool()));
    loops.add(new Transport.Loop("the watch over slow clients", slowHeadTimeout));
    for (ServerConnector connector : connectors) {
      for (ManagedSelector selector :
          connector.getSelectorManager().getBeans(ManagedSelector.class)) {
        loops.add(
            new Transport.Loop(
                "selector " + loops.size(), task -> selector.submit(ignored -> task.run())));
      }
    }
    return loops;
  }

  @Override
  public List<Integer> ports() {
    return connectors.stream().map(ServerConnector::getLocalPort).toList();
  }

  @Override
  public Connections connections() {
    return counts.stream()
        .map(JettyConnectionCounter::counts)
        .reduce(Connections.NONE, Connections::and);
  }

  @Override
  public void close() {
    try {
      jetty.stop();
    } catch (Exception e) {
      // what is left of it goes with the process
      log.warn("The HTTP server did not stop cleanly", e);
    }
    jetty.destroy();
    slowHeadTimeout.shutdown();
  }
}
