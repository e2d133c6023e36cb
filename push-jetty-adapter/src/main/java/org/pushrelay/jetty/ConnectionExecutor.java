package org.pushrelay.jetty;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.TryExecutor;

/**
 * Runs the tasks of connections on the server's threads, but for one kind. A connection whose held
 * request was answered executes itself, in order to read its next request; it would find none yet,
 * since its client has just got the response, and only then wait for one. Here it waits at once,
 * which saves the way over a thread of the pool and two vain reads for each delivery.
 *
 * <p>No request is read or handled in the thread that answers: an application's handler, which may
 * block, cannot hold up a broadcast.
 */
final class ConnectionExecutor implements TryExecutor {
  private final Executor threads;
  private final TryExecutor idleThreads;
  private final Invocable server;

  /**
   * An executor.
   *
   * @param server says whether handling a request may block
   */
  ConnectionExecutor(Executor threads, Invocable server) {
    this.threads = threads;
    this.idleThreads = TryExecutor.asTryExecutor(threads);
    this.server = server;
  }

  @Override
  public void execute(Runnable task) {
    PushEndPoint socket =
        task instanceof AbstractConnection connection
            ? PushEndPoint.below(connection.getEndPoint())
            : null;
    if (socket == null) {
      threads.execute(task);
    } else {
      resumeReading((AbstractConnection) task, socket);
    }
  }

  @Override
  public boolean tryExecute(Runnable task) {
    return idleThreads.tryExecute(task);
  }

  private void resumeReading(AbstractConnection connection, PushEndPoint socket) {
    if (hasOnlyToWait(connection, socket)) {
      connection.fillInterested(new NextRequest(connection, server.getInvocationType()));
    } else {
      socket.readSerializer().resumeReading(connection, threads);
    }
  }

  private static boolean hasOnlyToWait(AbstractConnection connection, PushEndPoint socket) {
    return socket.hasRespondedToHeld()
        && !socket.readSerializer().isReading()
        && socket.isOpen()
        && !connection.getEndPoint().isOutputShutdown()
        && !hasReadAhead(connection);
  }

  /** Whether a pipelined request lies in the connection's buffer: no event would tell of it. */
  private static boolean hasReadAhead(AbstractConnection connection) {
    if (!(connection instanceof Connection.UpgradeFrom from
        && connection instanceof Connection.UpgradeTo to)) {
      return true;
    }
    ByteBuffer ahead = from.onUpgradeFrom();
    if (ahead == null) {
      return false;
    }
    to.onUpgradeTo(ahead);
    return true;
  }

  /** What the connection itself waits with, but that is private. */
  private record NextRequest(AbstractConnection connection, InvocationType invocationType)
      implements Callback {
    @Override
    public void succeeded() {
      connection.onFillable();
    }

    @Override
    public void failed(Throwable cause) {
      connection.onFillInterestedFailed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
      return invocationType;
    }
  }
}
