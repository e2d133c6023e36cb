package org.pushrelay.server.jetty;

import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager.AcceptListener;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.pushrelay.server.transport.Connections;

/** Counts the connections of a socket. Safe from any thread. */
final class JettyConnectionCounter implements AcceptListener {
  private final ServerConnector connector;
  private final LongAdder accepted = new LongAdder();

  JettyConnectionCounter(ServerConnector connector) {
    this.connector = connector;
  }

  @Override
  public void onAccepted(SelectableChannel channel) {
    accepted.increment();
  }

  /** What the connections do at the moment. */
  Connections counts() {
    long reading = 0;
    long writing = 0;
    long waiting = 0;
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      Connection connection = inTls(endPoint.getConnection());
      if (connection instanceof HttpConnection http && SlowHeadTimeout.isReadingHead(http)) {
        reading++;
      } else if (!endPoint.isOutputShutdown() && isIdle(connection)) {
        waiting++;
      } else {
        writing++;
      }
    }
    return new Connections(accepted.sum(), reading, writing, waiting);
  }

  /** The connection that speaks HTTP, which is within the one that speaks TLS. */
  static Connection inTls(Connection connection) {
    return connection instanceof SslConnection tls
        ? tls.getSslEndPoint().getConnection()
        : connection;
  }

  private static boolean isIdle(Connection connection) {
    if (connection instanceof HTTP2Connection http2) {
      return http2.getSession().getStreams().isEmpty();
    }
    return connection instanceof HttpConnection http && http.getHttpChannel().getRequest() == null;
  }
}
