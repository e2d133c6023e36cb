package org.pushrelay.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageBody;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.websocket.Handshake;
import org.pushrelay.websocket.Opcode;
import org.pushrelay.websocket.WebSocketConnection;
import org.pushrelay.websocket.WebSocketListener;

/**
 * One WebSocket that gets one message after the other.
 *
 * <pre>
 *   asked --- admitted --> open ------ end ----------> closing
 *         \-- refused ---> answered \-- client gone --> dropped
 * </pre>
 *
 * HTTP is left when the channel has let the subscriber in: a refusal is a response like any other.
 */
final class WebSocketSubscriber implements StreamSubscriber, WebSocketListener {
  private final Exchange exchange;
  private final Handshake.Accepted handshake;
  private final WebSockets sockets;
  private final List<Header> cors;
  private final WebSocketInbox inbox;
  private final WebSocketConnection connection;
  private volatile @Nullable StreamSubscription subscription;
  private boolean open;

  /**
   * To subscribe.
   *
   * @param inbox what becomes of the client's messages
   */
  WebSocketSubscriber(
      Exchange exchange,
      Handshake.Accepted handshake,
      WebSockets sockets,
      List<Header> cors,
      WebSocketInbox inbox) {
    this.exchange = exchange;
    this.handshake = handshake;
    this.sockets = sockets;
    this.cors = cors;
    this.inbox = inbox;
    this.connection = sockets.connection(handshake, inbox.maxMessage(), this);
  }

  @Override
  public void onBegin(StreamSubscription begun) {
    subscription = begun;
  }

  private WebSocketConnection open() {
    if (!open) {
      connection.open(exchange, handshake);
      open = true;
    }
    return connection;
  }

  @Override
  public boolean onMessage(Delivery delivery) {
    return open().send(sockets.frames().of(delivery, handshake));
  }

  @Override
  public void onPause() {
    open().flush();
  }

  @Override
  public void onHeartbeat() {
    open().beat();
  }

  @Override
  public void onEnd(EndReason reason) {
    if (open) {
      sockets.close(connection, reason);
    } else {
      exchange.respond(sockets.responses().end(reason).with(cors));
    }
  }

  @Override
  public String kind() {
    return SubscriberKind.WEB_SOCKET.label();
  }

  @Override
  public String address() {
    return exchange.request().remoteAddress();
  }

  @Override
  public Loop loop() {
    return exchange.loop();
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
    StreamSubscription present = subscription;
    if (present != null) {
      present.resume();
    }
  }

  @Override
  public void onClosed() {
    StreamSubscription present = subscription;
    if (present != null) {
      present.cancel();
    }
  }
}
