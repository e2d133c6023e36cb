package org.pushrelay.servlet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.QueuedStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request in a servlet container and its response.
 *
 * <pre>
 *   HELD --- answer ------> ANSWERING --- written, or failed ---> ENDED
 *      \                            \--- written ----> DRAINING -->/
 *       \--- departure ------------------------------------------>/
 * </pre>
 *
 * Once it has ended nothing touches the container's objects, which may serve another request by
 * then. Containers hold locks of their own when they call, and take them when they are called: so
 * the lock here covers the state only, and nothing is called under it, but for what has to be done
 * before the servlet returns: there the container does not call, and makes no callback. Lock order:
 * this one, then that of the {@link AsyncCycle}.
 *
 * <p>While it is DRAINING, the response has been sent and the rest of the body is read for the sake
 * of others. In HTTP/2 it is the client, which may not look at the response before it has sent all
 * it has. On HTTP/1.1 it is Undertow, which loses a connection for ever if its exchange is
 * completed in the middle of a chunked body. Since Undertow does not time bodies out either, its
 * asynchronous timeout has to.
 */
final class ServletExchange implements Exchange, AsyncCycle.Ending, ServletResponseWriter.Outcome {
  private static final Logger log = LoggerFactory.getLogger(ServletExchange.class);

  private enum State {
    HELD,
    ANSWERING,
    DRAINING,
    ENDED
  }

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final PushRequest view;
  private final ServletRequestBody body;
  private final Duration bodyTimeout;
  private final Container container;
  private final AsyncCycle cycle;

  /** Nothing in the request itself keeps it from leaving HTTP. */
  private final boolean asksForUpgrade;

  /** The call of the servlet has not returned yet. */
  @GuardedBy("this")
  private boolean inCall = true;

  @GuardedBy("this")
  private State state = State.HELD;

  @GuardedBy("this")
  private boolean departed;

  @GuardedBy("this")
  private @Nullable Runnable whenGone;

  @GuardedBy("this")
  private ResponseListener answered = ResponseListener.IGNORE;

  @GuardedBy("this")
  private @Nullable ServletStream stream;

  private ServletExchange(
      HttpServletRequest request, HttpServletResponse response, Duration bodyTimeout)
      throws IOException {
    this.request = request;
    this.response = response;
    this.bodyTimeout = bodyTimeout;
    this.view = ServletRequests.copy(request);
    this.body = new ServletRequestBody(request, this::bodyOver, this::bodyBroken);
    this.container = Container.of(request.getServletContext());
    this.cycle = new AsyncCycle(request, response, this);
    this.asksForUpgrade =
        view.protocol().equals("HTTP/1.1")
            && !view.headers("Upgrade").isEmpty()
            && body.isFinished()
            // asked last, since a no is logged: it matters only to who wants to leave
            && container.upgrades();
  }

  /**
   * Begins, in the container's thread. A request becomes asynchronous at once, unless that would
   * take from it that it can leave HTTP.
   */
  static ServletExchange start(
      HttpServletRequest request, HttpServletResponse response, Duration bodyTimeout)
      throws IOException {
    ServletExchange exchange = new ServletExchange(request, response, bodyTimeout);
    if (exchange.upgradesLater()) {
      exchange.goAsync();
      exchange.body.open();
    }
    return exchange;
  }

  /** The endpoint has returned, and with it the servlet will; in the container's thread. */
  void returned() {
    synchronized (this) {
      inCall = false;
      if (state == State.HELD) {
        goAsync();
      }
    }
  }

  /** How long a request is held is the endpoint's business. */
  private void goAsync() {
    boolean timed = container == Container.UNDERTOW && !body.isFinished();
    cycle.begin(timed ? bodyTimeout : Duration.ZERO);
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
        goAsync();
        state = State.ANSWERING;
        answered = listener;
        whenGone = null;
      }
    }
    if (late) {
      listener.onFailure(new ClosedChannelException());
      return;
    }
    body.release();
    ServletResponseWriter writer =
        new ServletResponseWriter(response, answer, closes(answer), this);
    if (view.method().equals("HEAD")) {
      writer.startHead();
    } else {
      writer.start();
    }
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    synchronized (this) {
      if (state != State.HELD) {
        return QueuedStream.closed(listener, ListenerExecutor.EXECUTOR);
      }
      goAsync();
      state = State.ANSWERING;
      whenGone = null;
    }
    body.release();
    ServletStream begun;
    try {
      begun = new ServletStream(response, head, closes(head), listener, this);
    } catch (IOException | RuntimeException e) {
      // what a container throws if it has just given the exchange up
      failed(e);
      return QueuedStream.closed(listener, ListenerExecutor.EXECUTOR);
    }
    synchronized (this) {
      stream = begun;
    }
    begun.begin(head.body());
    return begun;
  }

  @Override
  public boolean canUpgrade() {
    return asksForUpgrade && (upgradesLater() || isInCall());
  }

  private synchronized boolean isInCall() {
    return inCall && !cycle.hasBegun();
  }

  @Override
  public boolean upgradesLater() {
    return container.upgradesLater() || !asksForUpgrade;
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    synchronized (this) {
      if (state == State.HELD) {
        if (!canUpgrade()) {
          throw new IllegalStateException("the request cannot leave HTTP any more");
        }
        state = State.ENDED;
        whenGone = null;
        if (inCall) {
          // the container has to know before the call ends, and makes no callback before that
          return leaveHttp(headers).begin(listener);
        }
      } else {
        ServletUpgrade late = new ServletUpgrade(container, listener, begun -> {});
        late.clientLeft(new ClosedChannelException());
        return late;
      }
    }
    return leaveHttp(headers).begin(listener);
  }

  private ProtocolSwitch leaveHttp(List<Header> headers) {
    return new ProtocolSwitch(request, response, container, headers, cycle::complete);
  }

  /** What is left of the body would be taken for the next request. */
  private boolean closes(PushResponse answer) {
    return (answer.closes() || !body.isFinished()) && isHttp1();
  }

  private boolean isHttp1() {
    return view.protocol().startsWith("HTTP/1.");
  }

  @Override
  public void written() {
    ResponseListener listener;
    boolean waits;
    synchronized (this) {
      if (state != State.ANSWERING) {
        return;
      }
      waits = !body.isFinished() && (!isHttp1() || losesConnection());
      state = waits ? State.DRAINING : State.ENDED;
      listener = answered;
    }
    if (!waits) {
      cycle.complete();
    }
    listener.onSent();
  }

  @Override
  public void failed(Throwable cause) {
    ResponseListener listener;
    synchronized (this) {
      if (state != State.ANSWERING) {
        return;
      }
      state = State.ENDED;
      listener = answered;
    }
    cycle.complete();
    listener.onFailure(cause);
  }

  private boolean losesConnection() {
    return container == Container.UNDERTOW && isHttp1() && body.isChunked() && !body.isFinished();
  }

  /** Called when a body that the endpoint does not want has been read. */
  private void bodyOver() {
    if (!losesConnection() && endDraining()) {
      cycle.complete();
    }
  }

  /** Called when a body that the endpoint does not want broke off. */
  private void bodyBroken(Throwable cause) {
    if (leave(cause)) {
      ServletHead.refuse(HttpServletResponse.SC_BAD_REQUEST, response);
      cycle.complete();
    } else if (endDraining()) {
      cycle.complete();
    }
  }

  private synchronized boolean endDraining() {
    if (state != State.DRAINING) {
      return false;
    }
    state = State.ENDED;
    return true;
  }

  /** Ends a request that was not answered. Returns true in the first call only. */
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
    body.release();
    if (action != null) {
      action.run();
    }
    return true;
  }

  /**
   * Called when the body did not arrive in time, or other code has set a timeout. The container
   * breaks the connection off, since there is a response already.
   */
  @Override
  public void timedOut() throws IOException {
    if (leave(new TimeoutException())) {
      int status =
          body.isFinished()
              ? HttpServletResponse.SC_SERVICE_UNAVAILABLE
              : HttpServletResponse.SC_REQUEST_TIMEOUT;
      ServletHead.refuse(status, response);
      response.flushBuffer();
    } else {
      broke(new TimeoutException());
    }
  }

  @Override
  public void broke(Throwable cause) {
    ServletStream begun = begunStream();
    if (begun != null) {
      begun.release();
    }
    gaveUp(cause);
  }

  private synchronized @Nullable ServletStream begunStream() {
    return stream;
  }

  /** A request that was not answered is left to the container, which says 500 if it still can. */
  @Override
  public void gaveUp(Throwable cause) {
    if (leave(cause) || endDraining()) {
      return;
    }
    ServletStream begun = begunStream();
    if (begun != null) {
      begun.clientLeft(cause);
    }
    failed(cause);
  }
}
