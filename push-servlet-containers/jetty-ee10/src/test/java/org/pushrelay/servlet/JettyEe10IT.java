package org.pushrelay.servlet;

import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.pushrelay.testkit.ExchangeContract;
import org.pushrelay.testkit.Http2Contract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** The transport contract on the servlets of Jetty's EE 10. */
class JettyEe10IT implements ExchangeContract, Http2Contract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    ServerConnector connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    mounts.forEach(
        (path, endpoint) -> {
          ServletHolder servlet = new ServletHolder(new PushServlet(endpoint));
          servlet.setAsyncSupported(true);
          context.addServlet(servlet, path + "/*");
        });
    server.setHandler(context);
    hideInside(server, context);
    server.start();
    return new RunningJetty(server, connector);
  }

  private static void hideInside(Server server, ServletContextHandler context) {
    context.setErrorHandler(
        (request, response, callback) -> {
          response.write(true, BufferUtil.EMPTY_BUFFER, callback);
          return true;
        });
    server.setErrorHandler(context.getErrorHandler());
  }

  private record RunningJetty(Server server, ServerConnector connector)
      implements RunningTransport {
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

  @Override
  public Set<TransportTrait> traits() {
    return Set.of(
        TransportTrait.NOTICES_HTTP2_RESET,
        TransportTrait.KEEPS_CONNECTION_AFTER_400,
        TransportTrait.CLOSES_AFTER_304,
        TransportTrait.CLOSES_ON_REFUSED_CHUNKS,
        TransportTrait.CHECKS_CHUNK_SIZES,
        TransportTrait.REFUSES_DOUBTFUL_HEADS,
        TransportTrait.UPGRADES,
        TransportTrait.UPGRADES_LATER);
  }
}
