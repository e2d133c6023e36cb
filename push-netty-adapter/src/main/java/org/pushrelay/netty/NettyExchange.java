package org.pushrelay.netty;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response. All of its state is its event loop's own; what comes from other
 * threads is brought there.
 *
 * <pre>
 *   open --- answer, or begin of a stream --> answered
 *       \--- client leaves -----------------> gone
 * </pre>
 */
abstract class NettyExchange implements Exchange {
  private static final Logger log = LoggerFactory.getLogger(NettyExchange.class);

  private enum State {
    OPEN,
    ANSWERED,
    GONE
  }

  private State state = State.OPEN;
  private @Nullable PushRequest request;
  private @Nullable Runnable whenGone;
  private boolean expectsContinue;
  private @Nullable BodyReader body;
  private @Nullable NettyResponseStream stream;

  /**
   * A request.
   *
   * @param expectsContinue whether the client waits for a word before it sends the body
   */
  NettyExchange(PushRequest request, boolean expectsContinue) {
    this.request = request;
    this.expectsContinue = expectsContinue;
  }

  abstract PushLoop pushLoop();

  /** How long the body is; negative if that is not known. */
  abstract long announcedLength();

  /** A client that waits with the body for that is told to go on. */
  abstract void sayContinue();

  /** Hands the response to the network. Called once, on the loop. */
  abstract void write(PushResponse response, ResponseListener listener);

  /** A stream that answers it, and has yet to begin. */
  abstract NettyResponseStream newStream(PushResponse head, StreamListener listener);

  final boolean isOpen() {
    return state == State.OPEN;
  }

  final @Nullable BodyReader body() {
    return body;
  }

  /** The response that goes on; null if it has not begun, or the response is a whole one. */
  final @Nullable NettyResponseStream stream() {
    return stream;
  }

  /** The dispatch is over: what was read of the head gives way to the next one. */
  final void keepOnly(@Nullable PushRequest kept) {
    if (state == State.OPEN) {
      request = kept;
    }
  }

  @Override
  public final PushRequest request() {
    PushRequest present = request;
    if (present == null) {
      throw new IllegalStateException(
          "the request is over: take what is needed of it while it is handled");
    }
    return present;
  }

  @Override
  public final void readBody(long maxBytes, BodyListener listener) {
    if (body != null) {
      throw new IllegalStateException("the body is being read already");
    }
    BodyReader reader = new BodyReader(maxBytes, announcedLength(), pushLoop().budget(), listener);
    body = reader;
    if (state != State.OPEN) {
      reader.release();
    }
    if (expectsContinue && !reader.isTold()) {
      expectsContinue = false;
      sayContinue();
    }
  }

  @Override
  public final Loop loop() {
    return pushLoop();
  }

  @Override
  public final boolean noticesDeparture() {
    return true;
  }

  @Override
  public final void whenClientGone(Runnable action) {
    if (pushLoop().isCurrent()) {
      watch(action);
    } else {
      pushLoop().execute(() -> watch(action));
    }
  }

  private void watch(Runnable action) {
    if (state == State.OPEN) {
      whenGone = action;
    } else if (state == State.GONE) {
      action.run();
    }
  }

  @Override
  public final void respond(PushResponse response, ResponseListener listener) {
    if (pushLoop().isCurrent()) {
      send(response, listener);
      return;
    }
    try {
      pushLoop().execute(() -> send(response, listener));
    } catch (RejectedExecutionException e) {
      // the server has stopped, and its connections with it
      listener.onFailure(e);
    }
  }

  private void send(PushResponse response, ResponseListener listener) {
    if (state != State.OPEN) {
      listener.onFailure(new ClosedChannelException());
      return;
    }
    answered();
    write(response, listener);
  }

  private void answered() {
    state = State.ANSWERED;
    whenGone = null;
    request = null;
    if (body != null) {
      body.release();
    }
  }

  @Override
  public final ResponseStream stream(PushResponse head, StreamListener listener) {
    return start(newStream(head, listener));
  }

  /** Begins a stream on the loop. */
  final <S extends NettyResponseStream> S start(S started) {
    if (pushLoop().isCurrent()) {
      begin(started);
      return started;
    }
    try {
      started.bring(0, () -> begin(started));
    } catch (RejectedExecutionException e) {
      log.debug("A stream begins whose event loop has ended", e);
      started.neverBeganWithoutLoop();
    }
    return started;
  }

  private void begin(NettyResponseStream begun) {
    if (state != State.OPEN) {
      begun.neverBegan();
      return;
    }
    answered();
    stream = begun;
    begun.begin();
  }

  /** The client has left, or the connection is broken. */
  final void clientGone(Throwable cause) {
    boolean wasOpen = state == State.OPEN;
    if (wasOpen) {
      state = State.GONE;
    }
    if (body != null) {
      // the endpoint may still look at the request, and answer in vain
      body.fail(cause);
      body.release();
    }
    if (stream != null) {
      stream.clientGone();
    }
    if (!wasOpen) {
      return;
    }
    request = null;
    Runnable action = whenGone;
    whenGone = null;
    if (action == null) {
      return;
    }
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error("A request whose client has left could not be given up", e);
    }
  }
}
