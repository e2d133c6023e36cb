package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.ForwardingExchange;
import org.pushrelay.transport.spi.RequestCopy;
import org.pushrelay.websocket.Handshake;
import org.pushrelay.websocket.Opcode;
import org.pushrelay.websocket.WebSocketConnection;
import org.pushrelay.websocket.WebSocketListener;

/**
 * The handshake of a WebSocket on a transport that leaves HTTP within the call of the endpoint or
 * not at all. A response within the call is a response like any other. If there is none by then,
 * HTTP is left, and nothing else happens: nothing is sent, and what the client sends waits unread.
 * The answer comes later, as the WebSocket itself, or as a close frame that says what HTTP would
 * have.
 *
 * <pre>
 *   called --- answered ------------------------------------> done
 *      \------ returned ---> waiting --- upgraded ----------> done
 *                                \------ refused -- close --> done
 * </pre>
 */
final class DeferredWebSocket extends ForwardingExchange {
  private static final WebSocketListener IGNORE =
      new WebSocketListener() {
        @Override
        public void onMessage(Opcode kind, MessageBody body) {
          // a message that arrives before a refusal is dropped
        }

        @Override
        public void onWritable() {
          // nothing waits
        }

        @Override
        public void onClosed() {
          // no subscriber waits
        }
      };

  private final Handshake.Accepted handshake;
  private final WebSockets sockets;

  /** The request, from when it may be gone although it has no response yet; null before. */
  @GuardedBy("this")
  private @Nullable PushRequest kept;

  @GuardedBy("this")
  private boolean answered;

  @GuardedBy("this")
  private @Nullable Runnable whenGone;

  /**
   * There from when HTTP is being left, and done when it has been: with the connection if there was
   * no response, else with nothing. The transport is called with no lock held; the other one of the
   * two threads that may leave HTTP waits here, as long as a transport takes to note that.
   */
  @GuardedBy("this")
  private @Nullable CompletableFuture<@Nullable BufferingUpgrade> leaving;

  private DeferredWebSocket(Exchange exchange, Handshake.Accepted handshake, WebSockets sockets) {
    super(exchange);
    this.handshake = handshake;
    this.sockets = sockets;
  }

  /**
   * Has a request handled, and leaves HTTP in time if it may come to that.
   *
   * @param offersMeta as in {@link WebSockets#opening}
   */
  static void handle(
      Exchange exchange, WebSockets sockets, boolean offersMeta, ExchangeHandler handler) {
    boolean inTime =
        !exchange.upgradesLater()
            && exchange.request().method().equals("GET")
            && Handshake.isAskedFor(exchange.request());
    if (inTime
        && sockets.opening(exchange, offersMeta) instanceof WebSockets.Opening.Granted granted) {
      DeferredWebSocket early = new DeferredWebSocket(exchange, granted.handshake(), sockets);
      handler.handle(early);
      early.returned();
    } else {
      handler.handle(exchange);
    }
  }

  private void returned() {
    CompletableFuture<@Nullable BufferingUpgrade> left = new CompletableFuture<>();
    CompletableFuture<@Nullable BufferingUpgrade> byAnswer;
    synchronized (this) {
      byAnswer = leaving;
      if (answered && byAnswer == null) {
        return;
      }
      if (byAnswer == null) {
        leaving = left;
        kept = RequestCopy.of(super.request());
      }
    }
    if (byAnswer != null) {
      // after this call it could not leave HTTP any more
      BufferingUpgrade unused = byAnswer.join();
      return;
    }
    try {
      BufferingUpgrade waiting = new BufferingUpgrade(sockets::soon, this::clientLeft);
      waiting.pause(super.upgrade(handshake.headers(), waiting));
      left.complete(waiting);
    } finally {
      // if the transport failed, it can still be answered
      left.complete(null);
    }
  }

  private void clientLeft() {
    Runnable action;
    synchronized (this) {
      if (answered) {
        return;
      }
      action = whenGone;
    }
    if (action != null) {
      action.run();
    }
  }

  /** What was opened, if it was. */
  private @Nullable BufferingUpgrade takeUpgrade() {
    CompletableFuture<@Nullable BufferingUpgrade> left;
    synchronized (this) {
      answered = true;
      left = leaving;
    }
    return left == null ? null : left.join();
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    BufferingUpgrade waiting = takeUpgrade();
    if (waiting == null) {
      super.respond(response, listener);
      return;
    }
    WebSocketConnection connection = sockets.connection(handshake, 0, IGNORE);
    connection.open(this, handshake);
    sockets.close(connection, response);
    listener.onSent();
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    if (takeUpgrade() != null) {
      throw new IllegalStateException("a stream as the answer to the handshake of a WebSocket");
    }
    return super.stream(head, listener);
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    CompletableFuture<@Nullable BufferingUpgrade> mine = new CompletableFuture<>();
    CompletableFuture<@Nullable BufferingUpgrade> left;
    synchronized (this) {
      answered = true;
      left = leaving;
      if (left == null) {
        leaving = mine;
      }
    }
    BufferingUpgrade waiting = left == null ? null : left.join();
    if (waiting != null) {
      return waiting.release(listener);
    }
    try {
      return super.upgrade(headers, listener);
    } finally {
      mine.complete(null);
    }
  }

  @Override
  public PushRequest request() {
    PushRequest copy;
    synchronized (this) {
      copy = kept;
    }
    return copy == null ? super.request() : copy;
  }

  /** It can for as long as it likes, since it will have by then. */
  @Override
  public boolean canUpgrade() {
    return true;
  }

  @Override
  public boolean upgradesLater() {
    return true;
  }

  @Override
  public void whenClientGone(Runnable action) {
    synchronized (this) {
      whenGone = requireNonNull(action, "action");
    }
    super.whenClientGone(action);
  }
}
