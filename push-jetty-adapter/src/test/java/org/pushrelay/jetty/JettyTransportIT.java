package org.pushrelay.jetty;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
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

/** The transport contract on Jetty, in clear text. */
class JettyTransportIT implements ExchangeContract, Http2Contract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    ServerConnector connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    PushHandler handler = new PushHandler();
    mounts.forEach(handler::mount);
    server.setHandler(handler);
    server.setErrorHandler(
        (request, response, callback) -> {
          response.write(true, BufferUtil.EMPTY_BUFFER, callback);
          return true;
        });
    server.start();
    return new RunningJetty(server, connector);
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
    return EnumSet.allOf(TransportTrait.class);
  }
}
