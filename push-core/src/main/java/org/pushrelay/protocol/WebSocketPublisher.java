package org.pushrelay.protocol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.time.Cancellable;
import org.pushrelay.transport.Exchange;
import org.pushrelay.websocket.Handshake;
import org.pushrelay.websocket.Opcode;
import org.pushrelay.websocket.WebSocketConnection;
import org.pushrelay.websocket.WebSocketListener;

/** One WebSocket whose messages are published. It subscribes to nothing. */
final class WebSocketPublisher implements WebSocketListener {
  private final WebSockets sockets;
  private final WebSocketInbox inbox;
  private final WebSocketConnection connection;

  @GuardedBy("this")
  private Cancellable nextBeat = Cancellable.NOTHING;

  @GuardedBy("this")
  private boolean closed;

  WebSocketPublisher(Handshake.Accepted handshake, WebSockets sockets, WebSocketInbox inbox) {
    this.sockets = sockets;
    this.inbox = inbox;
    this.connection = sockets.connection(handshake, inbox.maxMessage(), this);
  }

  void begin(Exchange exchange, Handshake.Accepted handshake) {
    connection.open(exchange, handshake);
    beatLater();
  }

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
  public synchronized void onClosed() {
    closed = true;
    nextBeat.cancel();
  }
}
