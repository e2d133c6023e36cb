package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/** A connection that has left HTTP/1.1 for another protocol (RFC 9110, 7.8). */
final class Http1Upgrade extends NettyResponseStream implements Upgrade {
  private final Http1Connection connection;
  private final List<Header> headers;
  private final UpgradeListener listener;

  Http1Upgrade(Http1Connection connection, List<Header> headers, UpgradeListener listener) {
    super(connection.loop(), listener);
    this.connection = connection;
    this.headers = List.copyOf(headers);
    this.listener = listener;
  }

  @Override
  void begin() {
    connection.writePart(connection.loop().responses.upgradeHead(headers));
    connection.flushParts();
    connection.readBehindUpgrade();
  }

  /** Takes all that has come. */
  void take(ByteBuf in) {
    int size = in.readableBytes();
    try {
      listener.onBytes(in.nioBuffer());
    } catch (RuntimeException e) {
      connection.closeNow();
      throw e;
    }
    in.skipBytes(size);
  }

  @Override
  void send(MessageBody piece) {
    connection.writePart(connection.loop().pieces.shared(piece));
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
  public void setReading(boolean reading) {
    callIfOpen(() -> connection.setReading(reading));
  }

  @Override
  void finish() {
    connection.endStream(Unpooled.EMPTY_BUFFER, EncodedResponses.Then.CLOSE);
  }

  @Override
  void breakOff() {
    connection.abort();
  }
}
