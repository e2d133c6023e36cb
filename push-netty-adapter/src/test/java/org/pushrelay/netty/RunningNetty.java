package org.pushrelay.netty;

import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.transport.ExchangeHandler;

/** A server on a free port of 127.0.0.1, and how clients reach it over TLS. */
record RunningNetty(PushNettyServer server, Optional<SSLContext> tls) implements RunningTransport {

  static RunningNetty start(
      PushNettyServer.Builder settings,
      Map<String, ExchangeHandler> mounts,
      Optional<SSLContext> tls)
      throws Exception {
    mounts.forEach(settings::mount);
    return new RunningNetty(settings.start(), tls);
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
