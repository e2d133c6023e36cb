package org.pushrelay.protocol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/**
 * A connection that has left HTTP before it is known who wants it. It is not read; what comes all
 * the same, since it was read before, waits for its owner, up to a limit.
 *
 * <pre>
 *   waiting --- release ---> handing over --- nothing waits any more ---> passing on
 * </pre>
 */
final class HeldUpgrade implements UpgradeListener {
  /** Who sends more than this before anybody reads it is let go. */
  static final int MOST_WAITING = 64 * 1024;

  private final Runnable whenGone;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(0);

  @GuardedBy("this")
  private @Nullable Upgrade upgrade;

  @GuardedBy("this")
  private @Nullable UpgradeListener owner;

  /** Nothing waits any more, so what comes goes to the owner in the thread that brings it. */
  @GuardedBy("this")
  private boolean passesOn;

  @GuardedBy("this")
  private boolean closed;

  /**
   * A connection to be held.
   *
   * @param whenGone is done when the client leaves before it is released
   */
  HeldUpgrade(Runnable whenGone) {
    this.whenGone = whenGone;
  }

  /** Holds this connection; called once. */
  synchronized void hold(Upgrade begun) {
    upgrade = begun;
    begun.setReading(false);
  }

  /** Leaves it to its owner, who hears from now on what comes, and gets first what has waited. */
  Upgrade release(UpgradeListener listener) {
    Upgrade released;
    boolean hasNews;
    synchronized (this) {
      released = upgrade;
      if (released == null) {
        throw new IllegalStateException("nothing is held");
      }
      owner = listener;
      hasNews = closed || waiting.size() > 0;
      passesOn = !hasNews;
    }
    if (hasNews) {
      CompletableFuture<?> unused = CompletableFuture.runAsync(() -> handOver(listener, released));
    } else {
      released.setReading(true);
    }
    return released;
  }

  private void handOver(UpgradeListener listener, Upgrade released) {
    for (byte[] bytes = next(); bytes.length > 0; bytes = next()) {
      listener.onBytes(ByteBuffer.wrap(bytes));
    }
    released.setReading(true);
    boolean leftBefore;
    synchronized (this) {
      leftBefore = closed;
    }
    if (leftBefore) {
      listener.onClosed();
    }
  }

  private synchronized byte[] next() {
    byte[] bytes = waiting.toByteArray();
    waiting.reset();
    passesOn = bytes.length == 0;
    return bytes;
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    UpgradeListener listener;
    Upgrade flooded = null;
    synchronized (this) {
      listener = passesOn ? owner : null;
      if (listener == null) {
        flooded = keep(bytes) ? null : upgrade;
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
    if (waiting.size() + bytes.remaining() > MOST_WAITING) {
      return false;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    waiting.writeBytes(copy);
    return true;
  }

  @Override
  public void onWritable() {
    UpgradeListener listener;
    synchronized (this) {
      listener = owner;
    }
    // until then nobody has written
    if (listener != null) {
      listener.onWritable();
    }
  }

  @Override
  public void onClosed() {
    UpgradeListener listener;
    synchronized (this) {
      listener = passesOn ? owner : null;
      closed = true;
      if (listener == null && owner != null) {
        // it hears of it behind what has waited
        return;
      }
    }
    if (listener == null) {
      whenGone.run();
    } else {
      listener.onClosed();
    }
  }
}
