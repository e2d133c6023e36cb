package org.pushrelay.servlet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The asynchronous cycle of one request in its container: begins it and ends it, and is notified
 * when the container does. Safe from any thread. The container is called under the lock to begin
 * it, which makes no callback; all other calls hold no lock.
 */
final class AsyncCycle implements AsyncListener {
  private static final Logger log = LoggerFactory.getLogger(AsyncCycle.class);

  /** Notified of what the container reports. */
  interface Ending {
    /** Called when the cycle has ended, also after the response was sent. */
    void gaveUp(Throwable cause);

    /** It is broken; the container ends it when this has returned. */
    void broke(Throwable cause);

    /** It has taken too long; the container ends it when this has returned. */
    void timedOut() throws IOException;
  }

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Ending ending;

  /** There from when the request has become asynchronous. */
  @GuardedBy("this")
  private @Nullable AsyncContext context;

  AsyncCycle(HttpServletRequest request, HttpServletResponse response, Ending ending) {
    this.request = request;
    this.response = response;
    this.ending = ending;
  }

  synchronized boolean hasBegun() {
    return context != null;
  }

  /**
   * Makes the request asynchronous if it is not yet. Other threads than the container's may do so,
   * as long as that one returns to the container after them.
   *
   * @param timeout zero for none
   */
  synchronized void begin(Duration timeout) {
    if (context != null) {
      return;
    }
    AsyncContext begun = request.startAsync(request, response);
    context = begun;
    begun.setTimeout(timeout.toMillis());
    begun.addListener(this);
  }

  /** Ends it, if it has begun. */
  void complete() {
    AsyncContext begun;
    synchronized (this) {
      begun = context;
    }
    if (begun == null) {
      return;
    }
    try {
      begun.complete();
    } catch (RuntimeException e) {
      // the container was first
      log.debug("The exchange was over already", e);
    }
  }

  @Override
  public void onError(AsyncEvent event) {
    Throwable cause = event.getThrowable();
    ending.broke(cause == null ? new EOFException("the connection failed") : cause);
  }

  @Override
  public void onTimeout(AsyncEvent event) throws IOException {
    ending.timedOut();
  }

  /** Reports a departure, which is new only if other code has completed the exchange. */
  @Override
  public void onComplete(AsyncEvent event) {
    ending.gaveUp(new ClosedChannelException());
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // no code starts it again
  }
}
