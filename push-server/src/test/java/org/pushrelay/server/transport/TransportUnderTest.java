package org.pushrelay.server.transport;

import org.pushrelay.server.jetty.JettyTransport;
import org.pushrelay.server.netty.NettyTransport;

/** The transport that a run of the tests is about: all of them run once for each. */
public final class TransportUnderTest {
  /** How it is named in the command line. */
  public static final String NAME = System.getProperty("server.transport", "netty");

  private TransportUnderTest() {}

  public static Transport transport() {
    return switch (NAME) {
      case "netty" -> NettyTransport::start;
      case "jetty" -> JettyTransport::start;
      default -> throw new IllegalStateException("server.transport: " + NAME);
    };
  }
}
