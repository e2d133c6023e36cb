package org.pushrelay.benchmarks.server;

import com.google.errorprone.annotations.Immutable;
import java.util.Locale;
import org.pushrelay.PushEngine;

/** The HTTP servers that can carry the relay: a line each. */
public enum Transport {
  /** The relay's own server on Netty. */
  NETTY(NettyRelay::start),
  /** Jetty core with its handler. */
  JETTY(JettyRelay::start);

  private final Starter starter;

  Transport(Starter starter) {
    this.starter = starter;
  }

  /**
   * Serves {@code /pub} and {@code /sub} on 127.0.0.1.
   *
   * @param port where; 0 for any free port
   * @param loops how many threads wait for the network
   */
  public RunningRelay start(PushEngine engine, int port, int loops) throws Exception {
    return starter.start(engine, port, loops);
  }

  /** Its name as it is written on the command line and in results. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Starts a server of one kind. */
  @Immutable
  @FunctionalInterface
  private interface Starter {
    RunningRelay start(PushEngine engine, int port, int loops) throws Exception;
  }
}
