package org.pushrelay.server;

import java.util.Locale;
import org.pushrelay.server.jetty.JettyTransport;
import org.pushrelay.server.netty.NettyTransport;
import org.pushrelay.server.transport.Transport;

/** The transports that can be named in the command line. */
enum TransportName {
  /** The relay's own server, on Netty 4.2. */
  NETTY,
  /** Jetty 12. */
  JETTY;

  /** What is used where none is named. */
  static final TransportName DEFAULT = NETTY;

  /**
   * The transport.
   *
   * @param loops how many event loops it has, if it has event loops
   */
  Transport transport(int loops) {
    return switch (this) {
      case NETTY -> (sockets, around) -> NettyTransport.start(loops, sockets, around);
      case JETTY -> JettyTransport::start;
    };
  }

  /** The name as it is written in the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
