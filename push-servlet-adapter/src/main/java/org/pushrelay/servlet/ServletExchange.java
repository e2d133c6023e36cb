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
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request in a servlet container and its answer.
 *
 * <pre>
 *   HELD --- answer ------> ANSWERING --- written, or failed ---> ENDED
 *       \--- departure --------------------------------------> ENDED
 * </pre>
 *
 * Once it has ended nothing touches the container's objects, which may serve another request by
 * then. Containers hold locks of their own when they call, and take them when they are called: so
 * the lock here covers the state only, and nothing is called under it.
 */
final class ServletExchange implements Exchange, AsyncListener {
  private static final Logger log = LoggerFactory.getLogger(ServletExchange.class);

  private enum State {
    HELD,
    ANSWERING,
    ENDED
  }

  private final AsyncContext context;
  private final HttpServletResponse response;
  private final PushRequest view;
  private final ServletRequestBody body;

  @GuardedBy("this")
  private State state = State.HELD;

  @GuardedBy("this")
  private boolean departed;

  @GuardedBy("this")
  private @Nullable Runnable whenGone;

  @GuardedBy("this")
  private ResponseListener answered = ResponseListener.IGNORE;

  private ServletExchange(
      HttpServletRequest request, HttpServletResponse response, AsyncContext context)
      throws IOException {
    this.context = context;
    this.response = response;
    this.view = ServletRequestView.of(request);
    this.body = new ServletRequestBody(request, this::depart);
  }

  /** Makes a request asynchronous; in the container's thread. */
  static ServletExchange start(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext context = request.startAsync(request, response);
    // how long a request is held is the endpoint's business
    context.setTimeout(0);
    ServletExchange exchange = new ServletExchange(request, response, context);
    context.addListener(exchange);
    exchange.body.open();
    return exchange;
  }

  @Override
  public PushRequest request() {
    return view;
  }

  @Override
  public void readBody(long maxBytes, BodyListener listener) {
    body.read(maxBytes, listener);
  }

  /** Containers do not look at a connection whose request is held. */
  @Override
  public boolean noticesDeparture() {
    return false;
  }

  @Override
  public void whenClientGone(Runnable action) {
    synchronized (this) {
      if (!departed) {
        whenGone = action;
        return;
      }
    }
    action.run();
  }

  @Override
  public void respond(PushResponse answer, ResponseListener listener) {
    boolean late;
    synchronized (this) {
      late = state != State.HELD;
      if (!late) {
        state = State.ANSWERING;
        answered = listener;
        whenGone = null;
      }
    }
    if (late) {
      listener.onFailure(new ClosedChannelException());
      return;
    }
    boolean withBody = !view.method().equals("HEAD");
    new ServletResponseWriter(response, answer, withBody, closes(answer), new Completion()).start();
  }

  /** What is left of the body would be taken for the next request. */
  private boolean closes(PushResponse answer) {
    return (answer.closes() || !body.isFinished()) && view.protocol().startsWith("HTTP/1.");
  }

  private final class Completion implements ServletResponseWriter.Outcome {
    @Override
    public void written() {
      ResponseListener listener = end();
      if (listener != null) {
        complete();
        listener.onSent();
      }
    }

    @Override
    public void failed(Throwable cause) {
      fail(cause);
    }
  }

  private void fail(Throwable cause) {
    ResponseListener listener = end();
    if (listener != null) {
      complete();
      listener.onFailure(cause);
    }
  }

  /** Ends the answer; who gets null is not the first. */
  private synchronized @Nullable ResponseListener end() {
    if (state != State.ANSWERING) {
      return null;
    }
    state = State.ENDED;
    return answered;
  }

  /** Ends a request whose body broke off while it was held. */
  private void depart(Throwable cause) {
    if (leave(cause)) {
      complete();
    }
  }

  /** Ends a request that was not answered; true for who is the first. */
  private boolean leave(Throwable cause) {
    Runnable action;
    synchronized (this) {
      if (state != State.HELD) {
        return false;
      }
      state = State.ENDED;
      departed = true;
      action = whenGone;
      whenGone = null;
    }
    log.debug("A client left before it was answered", cause);
    if (action != null) {
      action.run();
    }
    return true;
  }

  private void complete() {
    try {
      context.complete();
    } catch (RuntimeException e) {
      // the container was first
      log.debug("The exchange was over already", e);
    }
  }

  /** A request that was not answered is left to the container, which says 500 if it still can. */
  @Override
  public void onError(AsyncEvent event) {
    Throwable cause = event.getThrowable();
    giveUp(cause == null ? new EOFException("the connection failed") : cause);
  }

  /** Comes only if somebody else has set a timeout. */
  @Override
  public void onTimeout(AsyncEvent event) {
    giveUp(new TimeoutException("a timeout was set from outside"));
  }

  private void giveUp(Throwable cause) {
    if (!leave(cause)) {
      fail(cause);
    }
  }

  /** Tells something new only if somebody else has completed the exchange. */
  @Override
  public void onComplete(AsyncEvent event) {
    giveUp(new ClosedChannelException());
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // nobody starts it again
  }
}
