package org.pushrelay.netty;

import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.StreamListener;

/** A stream by way of Netty's own codec, which frames what it is given. */
final class HttpObjectResponseStream extends NettyResponseStream {
  private final HttpObjectConnection connection;
  private final HttpObjectExchange exchange;
  private final PushResponse head;
  private boolean closes;

  HttpObjectResponseStream(
      HttpObjectConnection connection,
      HttpObjectExchange exchange,
      PushResponse head,
      StreamListener listener) {
    super(connection.loop(), listener);
    this.connection = connection;
    this.exchange = exchange;
    this.head = head;
  }

  @Override
  void begin() {
    closes = connection.beginStream(exchange, head);
    if (head.body().size() > 0) {
      send(head.body());
    }
    connection.flushParts();
  }

  @Override
  void send(MessageBody piece) {
    if (!exchange.isHeadOnly()) {
      connection.writePart(connection.loop().pieces.shared(piece));
    }
  }

  @Override
  void flushNow() {
    connection.flushParts();
  }

  @Override
  boolean hasRoom() {
    return connection.hasRoom();
  }

  @Override
  void finish() {
    connection.endStream(closes);
  }

  @Override
  void breakOff() {
    connection.abort();
  }
}
