package org.pushrelay.server;

import java.util.Locale;
import org.pushrelay.server.jetty.JettyTransport;
import org.pushrelay.server.netty.NettyTransport;
import org.pushrelay.server.transport.Transport;

/** The transports that can be named in the command line. */
enum TransportName {
  /** The relay's own server, on Netty 4.2. */
  NETTY(NettyTransport::start),
  /** Jetty 12. */
  JETTY(JettyTransport::start);

  /** What is used where none is named. */
  static final TransportName DEFAULT = NETTY;

  private final Transport transport;

  TransportName(Transport transport) {
    this.transport = transport;
  }

  Transport transport() {
    return transport;
  }

  /** The name as it is written in the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
