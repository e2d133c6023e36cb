package org.pushrelay.transport.spi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that come one after the other, whichever threads they come from. A call that fails is
 * logged, and harms no other.
 */
public final class SerialCalls {
  private static final Logger log = LoggerFactory.getLogger(SerialCalls.class);

  private final Executor executor;

  @GuardedBy("this")
  private final Queue<Runnable> waiting = new ArrayDeque<>(2);

  @GuardedBy("this")
  private boolean calling;

  /** For calls in threads of this executor, and in those of the callers. */
  public SerialCalls(Executor executor) {
    this.executor = executor;
  }

  /** Calls in this thread, or leaves it to the thread that is calling right now. */
  public void here(Runnable call) {
    if (isFirst(call)) {
      run();
    }
  }

  /** Calls in a thread of the executor. */
  public void elsewhere(Runnable call) {
    if (!isFirst(call)) {
      return;
    }
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      // the server stops: better told from an unusual place than never
      run();
    }
  }

  private synchronized boolean isFirst(Runnable call) {
    waiting.add(call);
    boolean first = !calling;
    calling = true;
    return first;
  }

  private void run() {
    for (Runnable call = next(); call != null; call = next()) {
      try {
        call.run();
      } catch (RuntimeException | Error e) {
        log.error("A listener failed", e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable call = waiting.poll();
    calling = call != null;
    return call;
  }
}
