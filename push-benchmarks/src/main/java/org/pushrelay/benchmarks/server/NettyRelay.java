package org.pushrelay.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.pushrelay.PushEngine;
import org.pushrelay.netty.ConnectionLimits;
import org.pushrelay.netty.PushNettyServer;

/** The relay as a server of its own on Netty, as an application starts it. */
final class NettyRelay implements RunningRelay {
  /** A publisher may be silent for a whole measurement. */
  private static final Duration SILENCE = Duration.ofMinutes(30);

  private final PushNettyServer server;

  private NettyRelay(PushNettyServer server) {
    this.server = server;
  }

  static RunningRelay start(PushEngine engine, int port, int loops) throws IOException {
    return new NettyRelay(
        PushNettyServer.builder()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .eventLoops(loops)
            .limits(ConnectionLimits.DEFAULT.withKeepAlive(SILENCE))
            .mount("/pub", RelaySettings.publisher(engine))
            .mount("/sub", RelaySettings.subscriber(engine))
            .start());
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
