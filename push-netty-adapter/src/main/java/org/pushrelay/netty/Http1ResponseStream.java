package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.StreamListener;

/** A stream over HTTP/1.1: in chunks (RFC 9112, 7.1), or without framing until the end. */
final class Http1ResponseStream extends NettyResponseStream {
  private static final ByteBuf LAST_CHUNK =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private final Http1Connection connection;
  private final Http1Exchange exchange;
  private final PushResponse head;
  private final boolean chunked;
  private EncodedResponses.Then then = EncodedResponses.Then.CLOSE;

  Http1ResponseStream(
      Http1Connection connection,
      Http1Exchange exchange,
      PushResponse head,
      StreamListener listener) {
    super(connection.loop(), listener);
    this.connection = connection;
    this.exchange = exchange;
    this.head = head;
    this.chunked = !head.closes() && !exchange.isHttp10();
  }

  @Override
  void begin() {
    then = connection.beginStream(exchange, !chunked);
    connection.writePart(connection.loop().responses.streamHead(head, then, chunked));
    if (head.body().size() > 0) {
      send(head.body());
    }
    connection.flushParts();
  }

  @Override
  void send(MessageBody piece) {
    if (exchange.isHeadOnly()) {
      return;
    }
    PushLoop loop = connection.loop();
    connection.writePart((chunked ? loop.chunks : loop.pieces).shared(piece));
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
    boolean hasEnd = chunked && !exchange.isHeadOnly();
    connection.endStream(hasEnd ? LAST_CHUNK.duplicate() : Unpooled.EMPTY_BUFFER, then);
  }

  @Override
  void breakOff() {
    connection.abort();
  }
}
