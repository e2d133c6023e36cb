package org.pushrelay.benchmarks.server;

import java.time.Duration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.pushrelay.PushEngine;
import org.pushrelay.jetty.PushConnector;
import org.pushrelay.jetty.PushHandler;

/** The relay in a Jetty server, as an application embeds it. */
final class JettyRelay implements RunningRelay {
  /**
   * Subscribers come in bursts, and one that is not accepted at once tries again a second later.
   */
  private static final int ACCEPT_QUEUE = 4096;

  /** A subscriber may be held, and a publisher silent, for a whole measurement. */
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(30);

  private final Server server;
  private final ServerConnector connector;

  private JettyRelay(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  static RunningRelay start(PushEngine engine, int port, int loops) throws Exception {
    Server server = new Server();
    ServerConnector connector = new PushConnector(server, 1, loops, new HttpConnectionFactory());
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    server.addConnector(connector);
    server.setHandler(
        new PushHandler()
            .mount("/pub", RelaySettings.publisher(engine))
            .mount("/sub", RelaySettings.subscriber(engine)));
    server.start();
    return new JettyRelay(server, connector);
  }

  @Override
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty did not stop", e);
    }
  }
}
