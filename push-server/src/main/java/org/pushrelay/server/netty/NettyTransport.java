package org.pushrelay.server.netty;

import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pushrelay.netty.ConnectionLimits;
import org.pushrelay.netty.EventLoops;
import org.pushrelay.netty.PushNettyServer;
import org.pushrelay.netty.Refusal;
import org.pushrelay.netty.TlsContexts;
import org.pushrelay.server.config.VirtualServer.Timeouts;
import org.pushrelay.server.config.VirtualServer.Tls;
import org.pushrelay.server.transport.Certificates;
import org.pushrelay.server.transport.Connections;
import org.pushrelay.server.transport.ListenSocket;
import org.pushrelay.server.transport.RefusedRequest;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.server.transport.Transport;
import org.pushrelay.transport.PushResponse;

/** The relay's own server on Netty, one for each socket, on event loops that all of them share. */
public final class NettyTransport implements Transport.Running {
  private static final int HEAD_BYTES = 16 * 1024;
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  private final EventLoops eventLoops;
  private final List<PushNettyServer> servers = new CopyOnWriteArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final Transport.Surroundings around;

  private NettyTransport(int loops, Transport.Surroundings around) {
    this.around = around;
    eventLoops = EventLoops.create(loops, EventLoops.Io.BEST);
  }

  /**
   * Starts it with an event loop for each processor: a {@link Transport}.
   *
   * @throws IOException as there
   */
  public static Transport.Running start(List<ListenSocket> sockets, Transport.Surroundings around)
      throws IOException {
    return start(Runtime.getRuntime().availableProcessors(), sockets, around);
  }

  /**
   * Starts it.
   *
   * @param loops how many event loops serve the connections
   * @throws IOException as {@link Transport} says
   */
  public static Transport.Running start(
      int loops, List<ListenSocket> sockets, Transport.Surroundings around) throws IOException {
    if (System.getProperty(LEAK_DETECTION) == null) {
      // the detector watches a sample of all buffers, to find leaks during development
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
    NettyTransport transport = new NettyTransport(loops, around);
    try {
      for (ListenSocket socket : sockets) {
        transport.open(socket);
      }
      return transport;
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  @Override
  public void open(ListenSocket socket) throws IOException {
    PushNettyServer.Builder server =
        PushNettyServer.builder()
            .eventLoops(eventLoops)
            .backlog(socket.listen().backlog())
            .http2(socket.listen().http2())
            .limits(limits(socket.timeouts()))
            .budget(around.budget())
            .errors(around.errors())
            .refusals(refusal -> refuse(socket, refusal))
            .handler(socket.handler());
    if (socket.listen().isUnix()) {
      server.bind(UnixDomainSocketAddress.of(socket.listen().path()));
    } else {
      server.bind(socket.address());
    }
    if (socket.certificates().isPresent()) {
      server.tls(contexts(socket.certificates().get(), socket));
    }
    try {
      PushNettyServer started = server.start();
      servers.add(started);
      // a socket that is left has no port any more
      ports.add(started.port());
    } catch (IOException e) {
      throw socket.cannotListen(e.getCause() == null ? e : e.getCause());
    }
  }

  private static ConnectionLimits limits(Timeouts timeouts) {
    return ConnectionLimits.DEFAULT
        .withHeadBytes(HEAD_BYTES)
        .withHead(timeouts.header())
        .withBody(timeouts.body())
        .withKeepAlive(timeouts.keepAlive());
  }

  private static PushResponse refuse(ListenSocket socket, Refusal refusal) {
    PushResponse response =
        refusal.status() == 503 ? StatusResponse.tryLater() : StatusResponse.of(refusal.status());
    socket
        .refusals()
        .ifPresent(
            listener ->
                listener.onRefused(
                    new RefusedRequest(
                        refusal.remoteAddress(),
                        refusal.localAddress(),
                        refusal.requestLine(),
                        refusal.status(),
                        response.body().size())));
    return response;
  }

  private static Mapping<String, SslContext> contexts(
      Certificates certificates, ListenSocket socket) throws IOException {
    IdentityHashMap<Tls, SslContext> made = new IdentityHashMap<>();
    for (Tls tls : certificates.all()) {
      X509Certificate[] chain = tls.chain().toArray(new X509Certificate[0]);
      made.put(tls, TlsContexts.of(socket.listen().http2(), tls.key(), chain));
    }
    return host -> made.get(certificates.byHost().apply(host == null ? "" : host));
  }

  @Override
  public boolean stopListening(int socket) {
    servers.get(socket).stopListening();
    return true;
  }

  @Override
  public List<Transport.Loop> loops() {
    List<Transport.Loop> loops = new ArrayList<>();
    eventLoops
        .executors()
        .forEach(loop -> loops.add(new Transport.Loop("event loop " + loops.size(), loop)));
    return loops;
  }

  @Override
  public List<Integer> ports() {
    return List.copyOf(ports);
  }

  @Override
  public Connections connections() {
    return servers.stream()
        .map(PushNettyServer::connections)
        .map(of -> new Connections(of.accepted(), of.reading(), of.writing(), of.waiting()))
        .reduce(Connections.NONE, Connections::and);
  }

  /** All at once: each waits for its clients, however many sockets and processors there are. */
  @Override
  public void close() {
    ExecutorService threads = Executors.newCachedThreadPool();
    CompletableFuture<?>[] closing =
        servers.stream()
            .map(server -> CompletableFuture.runAsync(server::close, threads))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(closing).join();
    threads.shutdown();
    eventLoops.close();
  }
}
