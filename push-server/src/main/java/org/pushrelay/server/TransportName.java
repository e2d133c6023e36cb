package org.pushrelay.server;

import java.util.Locale;
import java.util.function.IntFunction;
import org.pushrelay.server.jetty.JettyTransport;
import org.pushrelay.server.netty.NettyTransport;
import org.pushrelay.server.transport.Transport;

/** The transports that can be named in the command line. */
enum TransportName {
  /** The relay's own server, on Netty 4.2. */
  NETTY(loops -> (sockets, around) -> NettyTransport.start(loops, sockets, around)),
  /** Jetty 12. */
  JETTY(loops -> JettyTransport::start);

  /** What is used where none is named. */
  static final TransportName DEFAULT = NETTY;

  private final IntFunction<Transport> transport;

  TransportName(IntFunction<Transport> transport) {
    this.transport = transport;
  }

  /**
   * The transport.
   *
   * @param loops how many event loops it has, if it has event loops
   */
  Transport transport(int loops) {
    return transport.apply(loops);
  }

  /** The name as it is written in the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
