package org.pushrelay.jetty;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.transport.ExchangeHandler;

/** A Jetty on a free port of 127.0.0.1, and how clients reach it over TLS. */
record RunningJetty(Server server, ServerConnector connector, Optional<SSLContext> tls)
    implements RunningTransport {

  /** Lines end in CRLF only, as the documentation advises. */
  static HttpConfiguration strict() {
    HttpConfiguration http = new HttpConfiguration();
    http.setHttpCompliance(
        HttpCompliance.RFC9110.without(
            "CRLF",
            HttpCompliance.Violation.LF_HEADER_TERMINATION,
            HttpCompliance.Violation.LF_CHUNK_TERMINATION));
    return http;
  }

  static RunningJetty start(
      Map<String, ExchangeHandler> mounts, Optional<SSLContext> tls, ConnectionFactory... protocols)
      throws Exception {
    return start(PushConnector::new, mounts, tls, protocols);
  }

  static RunningJetty start(
      BiFunction<Server, ConnectionFactory[], ServerConnector> connectors,
      Map<String, ExchangeHandler> mounts,
      Optional<SSLContext> tls,
      ConnectionFactory... protocols)
      throws Exception {
    Server server = new Server();
    ServerConnector connector = connectors.apply(server, protocols);
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
    return new RunningJetty(server, connector, tls);
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
