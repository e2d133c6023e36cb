package org.pushrelay.protocol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.time.Cancellable;
import org.pushrelay.transport.Exchange;
import org.pushrelay.websocket.Handshake;
import org.pushrelay.websocket.Opcode;
import org.pushrelay.websocket.WebSocketConnection;
import org.pushrelay.websocket.WebSocketListener;

/**
 * One WebSocket whose messages are published. It subscribes to nothing, but can be ended as if it
 * did.
 */
final class WebSocketPublisher implements WebSocketListener, StreamSubscription {
  private final WebSockets sockets;
  private final WebSocketInbox inbox;
  private final WebSocketConnection connection;
  private final ClientRegistry clientRegistry;

  @GuardedBy("this")
  private Cancellable nextBeat = Cancellable.NOTHING;

  @GuardedBy("this")
  private boolean closed;

  WebSocketPublisher(
      Handshake.Accepted handshake,
      WebSockets sockets,
      WebSocketInbox inbox,
      ClientRegistry clientRegistry) {
    this.clientRegistry = clientRegistry;
    this.sockets = sockets;
    this.inbox = inbox;
    this.connection = sockets.connection(handshake, inbox.maxMessage(), this);
  }

  Subscription begin(Exchange exchange, Handshake.Accepted handshake) {
    connection.open(exchange, handshake);
    beatLater();
    clientRegistry.enter(this);
    if (isClosed()) {
      clientRegistry.leave(this);
    }
    return this;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void end(EndReason reason) {
    sockets.close(connection, reason);
  }

  /** Does nothing: a publish-only WebSocket has no wait to cancel. */
  @Override
  public void cancel() {}

  /** Does nothing: a publish-only WebSocket has no stream to resume. */
  @Override
  public void resume() {}

  private synchronized void beatLater() {
    if (!closed) {
      nextBeat = sockets.afterPingInterval(this::beat);
    }
  }

  private void beat() {
    connection.beat();
    beatLater();
  }

  @Override
  public void onMessage(Opcode kind, MessageBody body) {
    if (!sockets.answerHeartbeat(connection, kind, body)) {
      inbox.onMessage(connection, kind, body);
    }
  }

  @Override
  public void onWritable() {
    inbox.onWritable(connection);
  }

  @Override
  public void onClosed() {
    synchronized (this) {
      closed = true;
      nextBeat.cancel();
    }
    clientRegistry.leave(this);
  }
}
