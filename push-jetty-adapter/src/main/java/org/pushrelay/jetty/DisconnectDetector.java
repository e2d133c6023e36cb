package org.pushrelay.jetty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Notices that an HTTP/1.1 client leaves while its request is held. Jetty reads nothing from a
 * connection whose request is being handled, so it would not see the end of the stream; this takes
 * the read interest meanwhile and gives it back before the response. What it reads instead of the
 * end (pipelined requests) goes back to the connection, too.
 *
 * <p>This is the one place that depends on how Jetty's HTTP/1.1 connection works inside: a read
 * interest that is pending when the response is complete makes Jetty close the connection, and
 * bytes that are given back go into the buffer it reads requests from, as far as they fit.
 */
final class DisconnectDetector implements Callback {
  /** Enough to see the end of the stream, and a pipelined request. */
  private static final int FIRST_READ = 512;

  /**
   * A client that pipelines more than this behind a held request is let go. As much as Jetty reads
   * by itself, so that it fits back, as a rule.
   */
  private static final int READ_AHEAD = 8192;

  /** Goes on when the connection is Jetty's again. */
  @FunctionalInterface
  interface Continuation {
    /**
     * Called once.
     *
     * @param whole whether all that was read has gone back; if not, the connection has to end with
     *     the response, since what follows would be taken for the missing part
     */
    void resume(boolean whole);
  }

  private final AbstractEndPoint endPoint;
  private final Connection.UpgradeTo connection;
  private final Consumer<Throwable> whenGone;

  @GuardedBy("this")
  private @Nullable ByteBuffer ahead;

  @GuardedBy("this")
  private boolean watching;

  @GuardedBy("this")
  private boolean reading;

  @GuardedBy("this")
  private boolean stopped;

  /** What has to wait for a read that is under way. */
  @GuardedBy("this")
  private @Nullable Continuation afterRead;

  private DisconnectDetector(
      AbstractEndPoint endPoint, Connection.UpgradeTo connection, Consumer<Throwable> whenGone) {
    this.endPoint = endPoint;
    this.connection = connection;
    this.whenGone = whenGone;
  }

  /** Whether a connection is of the kind that can be watched, and has to be. */
  static boolean fits(ConnectionMetaData metaData) {
    Connection connection = metaData.getConnection();
    return metaData.getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion()
        && connection instanceof Connection.UpgradeTo
        && connection.getEndPoint() instanceof AbstractEndPoint;
  }

  /**
   * A watch that has not begun.
   *
   * @param metaData of a connection that {@link #fits}
   */
  static DisconnectDetector of(ConnectionMetaData metaData, Consumer<Throwable> whenGone) {
    Connection connection = metaData.getConnection();
    return new DisconnectDetector(
        (AbstractEndPoint) connection.getEndPoint(), (Connection.UpgradeTo) connection, whenGone);
  }

  synchronized void start() {
    if (!stopped) {
      // registering only asks the selector for an event: nothing blocks under this lock
      watching = endPoint.tryFillInterested(this);
    }
  }

  /**
   * Gives the connection back to Jetty, and then goes on; at once, as a rule, or when a read under
   * way has ended.
   */
  void stop(Continuation next) {
    boolean whole;
    synchronized (this) {
      stopped = true;
      boolean interestTaken = watching && !endPoint.getFillInterest().onFail(new Answering());
      if (reading || interestTaken) {
        afterRead = next;
        return;
      }
      whole = handBack();
    }
    next.resume(whole);
  }

  /** False if not all of it fits into Jetty's buffer. */
  @GuardedBy("this")
  private boolean handBack() {
    ByteBuffer bytes = ahead;
    ahead = null;
    if (bytes == null || !bytes.hasRemaining()) {
      return true;
    }
    connection.onUpgradeTo(bytes);
    return !bytes.hasRemaining();
  }

  /** There is something to read. */
  @Override
  public void succeeded() {
    synchronized (this) {
      watching = false;
      reading = !stopped;
    }
    try {
      boolean end = fill() < 0;
      afterRead(end ? new EOFException("the client has closed its side of the connection") : null);
    } catch (IOException e) {
      afterRead(e);
    }
  }

  private synchronized int fill() throws IOException {
    if (!reading) {
      return 0;
    }
    if (ahead == null) {
      ahead = BufferUtil.allocate(FIRST_READ);
    } else if (BufferUtil.isFull(ahead)) {
      ahead = BufferUtil.ensureCapacity(ahead, READ_AHEAD);
    }
    return endPoint.fill(ahead);
  }

  private void afterRead(@Nullable IOException failure) {
    Continuation next;
    boolean whole = true;
    IOException gone = failure;
    synchronized (this) {
      reading = false;
      next = afterRead;
      if (stopped) {
        whole = handBack();
      } else if (gone == null && ahead != null && BufferUtil.length(ahead) >= READ_AHEAD) {
        gone = new IOException("more was pipelined behind a held request than is read ahead");
      } else if (gone == null) {
        watching = endPoint.tryFillInterested(this);
      }
    }
    if (next != null) {
      next.resume(whole);
    } else if (gone != null) {
      whenGone.accept(gone);
    }
  }

  /** The interest was taken back, or the connection is broken. */
  @Override
  public void failed(Throwable cause) {
    Continuation next;
    synchronized (this) {
      watching = false;
      next = afterRead;
      if (cause instanceof Answering) {
        return;
      }
    }
    if (next != null) {
      next.resume(false);
    } else {
      whenGone.accept(cause);
    }
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  /** Takes the interest back from Jetty. Its stack trace is not used. */
  private static final class Answering extends Exception {
    private static final long serialVersionUID = 1L;

    Answering() {
      super("the request is being answered", null, false, false);
    }
  }
}
