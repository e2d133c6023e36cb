package org.pushrelay.protocol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that has left HTTP before it is known who wants it. It is not read; what happens on
 * it all the same waits for its owner, in order, bytes of the client up to a limit.
 *
 * <pre>
 *   HOLDING --- release ---> HANDING_OVER --- nothing waits any more ---> PASSING_ON
 * </pre>
 *
 * <p>What waits is handed over by one task of the executor, and what happens meanwhile waits behind
 * it; so the owner hears everything once, in order, and from one thread at a time. No transport and
 * no owner is called under the lock.
 */
final class BufferingUpgrade implements UpgradeListener {
  /** Who sends more than this before anybody reads it is let go. */
  static final int MOST_WAITING = 64 * 1024;

  private static final Logger log = LoggerFactory.getLogger(BufferingUpgrade.class);

  private enum State {
    HOLDING,
    HANDING_OVER,
    PASSING_ON
  }

  private final Executor executor;
  private final Runnable whenGone;

  @GuardedBy("this")
  private final Queue<Consumer<UpgradeListener>> waiting = new ArrayDeque<>(2);

  @GuardedBy("this")
  private int waitingBytes;

  @GuardedBy("this")
  private State state = State.HOLDING;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private @Nullable Upgrade upgrade;

  @GuardedBy("this")
  private @Nullable UpgradeListener owner;

  /**
   * Prepares to hold a connection.
   *
   * @param executor hands over what waits; does not run a task within the call
   * @param whenGone is done when the client leaves before it is released
   */
  BufferingUpgrade(Executor executor, Runnable whenGone) {
    this.executor = executor;
    this.whenGone = whenGone;
  }

  /** Holds this connection; called once. */
  void pause(Upgrade begun) {
    synchronized (this) {
      upgrade = begun;
    }
    begun.setReading(false);
  }

  /** Leaves it to its owner, who hears from now on what comes, and gets first what has waited. */
  Upgrade release(UpgradeListener listener) {
    Upgrade released;
    boolean handsOver;
    synchronized (this) {
      released = upgrade;
      if (released == null) {
        throw new IllegalStateException("nothing is held");
      }
      owner = listener;
      handsOver = !waiting.isEmpty();
      state = handsOver ? State.HANDING_OVER : State.PASSING_ON;
    }
    if (!handsOver) {
      released.setReading(true);
      return released;
    }
    Released handed = new Released(released);
    executor.execute(() -> drainTo(listener, handed));
    return handed;
  }

  private void drainTo(UpgradeListener listener, Released released) {
    try {
      for (Consumer<UpgradeListener> next = next(); next != null; next = next()) {
        next.accept(listener);
      }
      released.adjustReading();
    } catch (RuntimeException | Error e) {
      log.warn("A WebSocket failed on what its client sent before it was admitted", e);
      released.abort();
      if (giveUp()) {
        listener.onClosed();
      }
    }
  }

  /** What waits next; null if nothing does, and from then on nothing waits any more. */
  private synchronized @Nullable Consumer<UpgradeListener> next() {
    Consumer<UpgradeListener> next = waiting.poll();
    if (next == null) {
      state = State.PASSING_ON;
    }
    return next;
  }

  /** Whether the owner has yet to hear that it is closed: that comes last of all that waits. */
  private synchronized boolean giveUp() {
    boolean untold = !closed || !waiting.isEmpty();
    closed = true;
    state = State.PASSING_ON;
    waiting.clear();
    return untold;
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    UpgradeListener listener;
    Upgrade flooded = null;
    synchronized (this) {
      listener = state == State.PASSING_ON ? owner : null;
      if (listener == null && !keep(bytes)) {
        flooded = upgrade;
      }
    }
    if (listener != null) {
      listener.onBytes(bytes);
    } else if (flooded != null) {
      flooded.abort();
      onClosed();
    }
  }

  /** Whether there is room for them. */
  @GuardedBy("this")
  private boolean keep(ByteBuffer bytes) {
    if (closed) {
      return true;
    }
    if (waitingBytes + bytes.remaining() > MOST_WAITING) {
      return false;
    }
    waitingBytes += bytes.remaining();
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    waiting.add(listener -> listener.onBytes(copy));
    return true;
  }

  @Override
  public void onWritable() {
    UpgradeListener listener;
    synchronized (this) {
      listener = state == State.PASSING_ON ? owner : null;
      if (state == State.HANDING_OVER) {
        waiting.add(UpgradeListener::onWritable);
      }
    }
    // while it is held, it has no owner that could have written
    if (listener != null) {
      listener.onWritable();
    }
  }

  @Override
  public void onClosed() {
    UpgradeListener listener;
    boolean held;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      held = state == State.HOLDING;
      listener = state == State.PASSING_ON ? owner : null;
      if (listener == null) {
        waiting.add(UpgradeListener::onClosed);
      }
    }
    if (listener != null) {
      listener.onClosed();
    } else if (held) {
      whenGone.run();
    }
  }

  /** The connection of an owner for whom something waits: it is read again when nothing does. */
  private final class Released implements Upgrade {
    private final Upgrade connection;

    @GuardedBy("BufferingUpgrade.this")
    private boolean reading = true;

    Released(Upgrade connection) {
      this.connection = connection;
    }

    @Override
    public void setReading(boolean value) {
      synchronized (BufferingUpgrade.this) {
        reading = value;
        if (state != State.PASSING_ON) {
          return;
        }
      }
      adjustReading();
    }

    /** What was said last holds, whichever thread gets here last. */
    private void adjustReading() {
      boolean wanted;
      do {
        wanted = isWanted();
        connection.setReading(wanted);
      } while (wanted != isWanted());
    }

    private boolean isWanted() {
      synchronized (BufferingUpgrade.this) {
        return reading;
      }
    }

    @Override
    public void write(MessageBody piece) {
      connection.write(piece);
    }

    @Override
    public void flush() {
      connection.flush();
    }

    @Override
    public boolean isWritable() {
      return connection.isWritable();
    }

    @Override
    public void end() {
      connection.end();
    }

    @Override
    public void abort() {
      connection.abort();
    }
  }
}
