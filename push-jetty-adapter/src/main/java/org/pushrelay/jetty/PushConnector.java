package org.pushrelay.jetty;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * A connector of Jetty's that is set up for many held requests: it takes the place of {@link
 * ServerConnector}, and needs about a third less CPU for each message that is delivered. {@link
 * PushHandler} does the same on any other connector, at that price.
 *
 * <ul>
 *   <li>A broadcast runs on the selector that its clients' connections belong to, so that no thread
 *       has to wake another one for each client.
 *   <li>A connection waits for its next request as soon as a held one is answered: without a thread
 *       of the pool, and without asking the socket first.
 *   <li>There is no cache of request header lines, which would take up to 100 KB of heap for each
 *       client from its second request on.
 * </ul>
 *
 * <pre>{@code
 * ServerConnector connector = new PushConnector(server);
 * connector.setPort(8080);
 * server.addConnector(connector);
 * }</pre>
 */
public final class PushConnector extends ServerConnector {
  /** Null while the superclass is being constructed. */
  private final @Nullable Executor connections;

  /** One for each, since those who name the same executor are told by one task. */
  private final Map<ManagedSelector, PushSelector> pushSelectors = new ConcurrentHashMap<>();

  /** A connector for HTTP/1.1 in clear text, with as many selectors as Jetty finds right. */
  public PushConnector(Server server) {
    this(server, -1, -1, new HttpConnectionFactory());
  }

  /** A connector for these protocols, with as many selectors as Jetty finds right. */
  public PushConnector(Server server, ConnectionFactory... protocols) {
    this(server, -1, -1, protocols);
  }

  /**
   * A connector.
   *
   * @param acceptors how many threads accept connections; -1 for Jetty's default
   * @param selectors how many selectors share the connections; -1 for Jetty's default
   * @param protocols what is spoken, as in {@link ServerConnector}; their configurations get no
   *     cache of header lines
   */
  public PushConnector(
      Server server, int acceptors, int selectors, ConnectionFactory... protocols) {
    super(server, acceptors, selectors, protocols);
    for (ConnectionFactory protocol : protocols) {
      if (protocol instanceof HttpConfiguration.ConnectionFactory http) {
        http.getHttpConfiguration().setHeaderCacheSize(0);
      }
    }
    connections = new ConnectionExecutor(super.getExecutor(), server);
  }

  /** Runs the tasks of this connector's connections. */
  @Override
  public Executor getExecutor() {
    Executor executor = connections;
    return executor == null ? super.getExecutor() : executor;
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    PushSelector pushSelector = pushSelectors.computeIfAbsent(selector, PushSelector::new);
    PushEndPoint endPoint = new PushEndPoint(channel, selector, key, getScheduler(), pushSelector);
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  /** A connector that is started again has new selectors. */
  @Override
  protected void doStop() throws Exception {
    super.doStop();
    pushSelectors.clear();
  }
}
