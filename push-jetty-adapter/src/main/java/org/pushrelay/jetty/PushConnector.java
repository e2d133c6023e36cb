package org.pushrelay.jetty;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.ConnectionBudget;
import org.pushrelay.transport.ConnectionBudget.Admission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger log = LoggerFactory.getLogger(PushConnector.class);

  /** The heap that a connection takes with a stream on it, measured and rounded up. */
  private static final int CONNECTION_BYTES = 6 * 1024;

  private static final int TLS_CONNECTION_BYTES = 13 * 1024;

  /** Null while the superclass is being constructed. */
  private final @Nullable Executor connections;

  private volatile ConnectionBudget budget = ConnectionBudget.unlimited();

  /**
   * One loop for each selector, since subscribers that name equal loops are notified in one task.
   */
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
    addBean(new FailedAccepts());
  }

  /**
   * Counts connections against this budget; without it, none are counted. A connection beyond its
   * limit gets 503, or is closed where TLS is spoken. To be called before the connector starts.
   *
   * @return this connector
   */
  public PushConnector budget(ConnectionBudget value) {
    budget = requireNonNull(value, "budget");
    return this;
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
    Admission admission = (Admission) key.attachment();
    PushEndPoint endPoint =
        new PushEndPoint(
            channel,
            selector,
            key,
            getScheduler(),
            pushSelector,
            admission == Admission.ALL_REQUESTS,
            () -> budget.close(price()));
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  private int price() {
    return speaksTls() ? TLS_CONNECTION_BYTES : CONNECTION_BYTES;
  }

  private boolean speaksTls() {
    return getDefaultConnectionFactory() instanceof SslConnectionFactory;
  }

  @Override
  protected SelectorManager newSelectorManager(
      Executor executor, Scheduler scheduler, int selectors) {
    return new ServerConnectorManager(executor, scheduler, selectors) {
      /** Counted here, before anything is made for it. */
      @Override
      public void accept(SelectableChannel channel, @Nullable Object attachment) {
        Admission admission = budget.open(price());
        if (admission == Admission.REFUSED) {
          refuse((SocketChannel) channel);
        } else {
          super.accept(channel, admission);
        }
      }
    };
  }

  /** There is no memory for what TLS or a request would need. */
  private void refuse(SocketChannel channel) {
    try (channel) {
      if (!speaksTls()) {
        // a new connection has room for that, and nothing depends on it
        int unused = channel.write(ByteBuffer.wrap(ConnectionBudget.refusal()));
      }
    } catch (IOException e) {
      log.debug("A client left before it was refused", e);
    }
  }

  /** Gives back what was counted for a connection that was not made. */
  private final class FailedAccepts implements SelectorManager.AcceptListener {
    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
      budget.close(price());
    }
  }

  /** A connector that is started again has new selectors. */
  @Override
  protected void doStop() throws Exception {
    super.doStop();
    pushSelectors.clear();
  }
}
