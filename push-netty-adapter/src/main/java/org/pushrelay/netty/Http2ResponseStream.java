package org.pushrelay.netty;

import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.StreamListener;

/** A response that goes on in frames of HTTP/2 (RFC 9113, 6.1), as fast as its window lets it. */
final class Http2ResponseStream extends NettyResponseStream {
  private final Http2Stream stream;
  private final PushResponse head;
  private final boolean headOnly;

  /**
   * A stream.
   *
   * @param headOnly whether it answers a HEAD request
   */
  Http2ResponseStream(
      Http2Stream stream, PushResponse head, boolean headOnly, StreamListener listener) {
    super(stream.loop(), listener);
    this.stream = stream;
    this.head = head;
    this.headOnly = headOnly;
  }

  @Override
  void begin() {
    stream.beginParts(head, headOnly);
    if (head.body().size() > 0) {
      send(head.body());
    }
    stream.flushParts();
  }

  @Override
  void send(MessageBody piece) {
    if (!headOnly) {
      stream.writePart(stream.loop().pieces.shared(piece));
    }
  }

  @Override
  void flushNow() {
    stream.flushParts();
  }

  @Override
  boolean hasRoom() {
    return stream.hasRoom();
  }

  @Override
  void finish() {
    if (!headOnly) {
      stream.endParts();
    }
  }

  @Override
  void breakOff() {
    stream.closeNow();
  }
}
