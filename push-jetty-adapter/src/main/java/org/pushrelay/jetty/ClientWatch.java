package org.pushrelay.jetty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Notices that an HTTP/1.1 client leaves while its request is held. Jetty reads nothing from a
 * connection whose request is being handled, so it would not see the end of the stream; this takes
 * the read interest meanwhile and gives it back before the answer. What it reads instead of the end
 * (a pipelined request) goes back to the connection, too.
 *
 * <p>This is the one place that depends on how Jetty's HTTP/1.1 connection works inside: a read
 * interest that is pending when the answer is complete makes Jetty close the connection.
 */
final class ClientWatch implements Callback {
  /**
   * So many bytes of pipelined requests are read ahead; when they are there, nothing more is read
   * or noticed.
   */
  private static final int READ_AHEAD = 2048;

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
  private @Nullable Runnable afterRead;

  ClientWatch(
      AbstractEndPoint endPoint, Connection.UpgradeTo connection, Consumer<Throwable> whenGone) {
    this.endPoint = endPoint;
    this.connection = connection;
    this.whenGone = whenGone;
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
  void stop(Runnable next) {
    synchronized (this) {
      stopped = true;
      boolean interestTaken = watching && !endPoint.getFillInterest().onFail(new Answering());
      if (reading || interestTaken) {
        afterRead = next;
        return;
      }
      handBack();
    }
    next.run();
  }

  @GuardedBy("this")
  private void handBack() {
    if (ahead != null && ahead.hasRemaining()) {
      connection.onUpgradeTo(ahead);
    }
    ahead = null;
  }

  /** There is something to read. */
  @Override
  public void succeeded() {
    synchronized (this) {
      watching = false;
      reading = !stopped;
    }
    boolean end = false;
    IOException failure = null;
    try {
      end = fill() < 0;
    } catch (IOException e) {
      failure = e;
    }
    if (end) {
      failure = new EOFException("the client has closed its side of the connection");
    }
    afterRead(failure);
  }

  private synchronized int fill() throws IOException {
    if (!reading) {
      return 0;
    }
    if (ahead == null) {
      ahead = BufferUtil.allocate(READ_AHEAD);
    }
    return endPoint.fill(ahead);
  }

  private void afterRead(@Nullable IOException failure) {
    Runnable next;
    synchronized (this) {
      reading = false;
      next = afterRead;
      if (stopped) {
        handBack();
      } else if (failure == null && !isFull()) {
        watching = endPoint.tryFillInterested(this);
      }
    }
    if (next != null) {
      next.run();
    } else if (failure != null) {
      whenGone.accept(failure);
    }
  }

  @GuardedBy("this")
  private boolean isFull() {
    return ahead != null && BufferUtil.space(ahead) == 0;
  }

  /** The interest was taken back, or the connection is broken. */
  @Override
  public void failed(Throwable cause) {
    Runnable next;
    synchronized (this) {
      watching = false;
      next = afterRead;
      if (cause instanceof Answering) {
        return;
      }
    }
    if (next != null) {
      next.run();
    } else {
      whenGone.accept(cause);
    }
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  /** Takes the interest back from Jetty; nobody looks where it was made. */
  private static final class Answering extends Exception {
    private static final long serialVersionUID = 1L;

    Answering() {
      super("the request is being answered", null, false, false);
    }
  }
}
