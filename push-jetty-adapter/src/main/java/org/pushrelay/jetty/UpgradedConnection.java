package org.pushrelay.jetty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.UpgradeListener;

/**
 * What takes a connection over from Jetty's HTTP: reads what the client sends for as long as that
 * is wanted. While nothing comes it has no buffer.
 */
final class UpgradedConnection extends AbstractConnection implements Connection.UpgradeTo {
  private static final int BUFFER = 8192;

  /** So often is read until others who want to call the listener have their turn. */
  private static final int READS_IN_A_ROW = 16;

  private final ByteBufferPool buffers;
  private final JettyUpgrade upgrade;
  private final UpgradeListener listener;

  /** What came behind the request; touched before reading begins, and by the one who reads. */
  private @Nullable ByteBuffer ahead;

  @GuardedBy("this")
  private boolean wanted = true;

  /**
   * Whether a thread reads, or will read when bytes are available; no thread reads before the
   * connection opens.
   */
  @GuardedBy("this")
  private boolean reading = true;

  /** All is sent: only the client's end is waited for. */
  @GuardedBy("this")
  private boolean finished;

  UpgradedConnection(
      EndPoint endPoint,
      Executor executor,
      ByteBufferPool buffers,
      JettyUpgrade upgrade,
      UpgradeListener listener) {
    super(endPoint, executor);
    this.buffers = buffers;
    this.upgrade = upgrade;
    this.listener = listener;
  }

  @Override
  public void onUpgradeTo(ByteBuffer bytes) {
    ahead = bytes;
  }

  /** May be called within the call that upgrades, which must not call the listener. */
  @Override
  public void onOpen() {
    super.onOpen();
    getExecutor().execute(this::onFillable);
    upgrade.opened();
  }

  void setReading(boolean value) {
    synchronized (this) {
      wanted = value;
      if (!value || reading) {
        return;
      }
      reading = true;
    }
    resumeReading();
  }

  /** Nothing is left to send: says so to the client, and waits for its end. */
  void finish() {
    getEndPoint().shutdownOutput();
    synchronized (this) {
      finished = true;
      if (reading) {
        return;
      }
      reading = true;
    }
    resumeReading();
  }

  private void resumeReading() {
    if (ahead == null) {
      fillInterested();
    } else {
      getExecutor().execute(this::onFillable);
    }
  }

  @Override
  public void onFillable() {
    upgrade.call(this::read);
  }

  private void read() {
    RetainableByteBuffer buffer = buffers.acquire(BUFFER, false);
    try {
      if (readInto(buffer.getByteBuffer())) {
        getExecutor().execute(this::onFillable);
      }
    } catch (IOException e) {
      upgrade.clientLeft(e);
    } finally {
      buffer.release();
    }
  }

  /** Whether there may be more at once. */
  private boolean readInto(ByteBuffer buffer) throws IOException {
    for (int i = 0; i < READS_IN_A_ROW; i++) {
      if (stops()) {
        return false;
      }
      ByteBuffer bytes = ahead;
      ahead = null;
      if (bytes == null) {
        BufferUtil.clear(buffer);
        int length = getEndPoint().fill(buffer);
        if (length < 0) {
          end();
          return false;
        }
        if (length == 0) {
          fillInterested();
          return false;
        }
        bytes = buffer;
      }
      if (!isFinished()) {
        listener.onBytes(bytes);
      }
    }
    return true;
  }

  private synchronized boolean stops() {
    reading = wanted || finished;
    return !reading;
  }

  private synchronized boolean isFinished() {
    return finished;
  }

  private void end() {
    if (isFinished()) {
      close();
    } else {
      upgrade.clientLeft(new EOFException("the client has closed its side of the connection"));
    }
  }

  @Override
  public void onFillInterestedFailed(Throwable cause) {
    if (isFinished()) {
      close();
    } else {
      upgrade.clientLeft(cause);
    }
  }

  /** Silence is not a failure, but a client that takes nothing of what it is sent is gone. */
  @Override
  public boolean onIdleExpired(TimeoutException timeout) {
    if (isFinished()) {
      return true;
    }
    if (upgrade.isSending()) {
      upgrade.clientLeft(timeout);
    }
    return false;
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    upgrade.clientLeft(cause == null ? new EOFException("the connection was closed") : cause);
  }
}
