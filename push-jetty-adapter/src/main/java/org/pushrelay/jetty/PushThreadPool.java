package org.pushrelay.jetty;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A thread pool for a Jetty server with {@link PushConnector}s. It lets one thread at a time read
 * the requests of a connection, as the connector does by itself but for one case: a client that has
 * sent a malformed request and is gone before the response. Settings are those of {@link
 * QueuedThreadPool}.
 *
 * <pre>{@code
 * Server server = new Server(new PushThreadPool());
 * }</pre>
 */
public class PushThreadPool extends QueuedThreadPool {
  /** A pool with Jetty's default sizes. */
  public PushThreadPool() {}

  @Override
  public void execute(Runnable task) {
    PushEndPoint socket =
        task instanceof AbstractConnection connection
            ? PushEndPoint.below(connection.getEndPoint())
            : null;
    if (socket == null) {
      super.execute(task);
    } else {
      socket.readSerializer().resumeReading((AbstractConnection) task, super::execute);
    }
  }
}
