package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Whether a client that knows that HTTP/2 is spoken begins with it at once (RFC 9113, 3.4). */
enum Http2Preface {
  /** It does not. */
  NONE,
  /** It may: there are too few bytes to tell. */
  BEGUN,
  /** It does. */
  GIVEN;

  /** As much of it as no request of HTTP/1.1 begins with. */
  private static final byte[] BYTES = "PRI * HTTP/2.0\r\n".getBytes(US_ASCII);

  private static final String NOT_SPOKEN = "HTTP/2 is not enabled here";

  private static final int SETTINGS = 4;
  private static final int GO_AWAY = 7;
  private static final int HTTP_1_1_REQUIRED = 13;

  /**
   * What a server says in HTTP/2 that does not speak it any further (RFC 9113, 6.8): clients of
   * HTTP/2 cannot read a response of HTTP/1.1.
   */
  static ByteBuf refusal() {
    byte[] reason = NOT_SPOKEN.getBytes(US_ASCII);
    ByteBuf frames = Unpooled.buffer();
    frames.writeMedium(0).writeByte(SETTINGS).writeByte(0).writeInt(0);
    frames.writeMedium(8 + reason.length).writeByte(GO_AWAY).writeByte(0).writeInt(0);
    frames.writeInt(0).writeInt(HTTP_1_1_REQUIRED).writeBytes(reason);
    return frames;
  }

  static Http2Preface of(ByteBuf in) {
    int known = Math.min(in.readableBytes(), BYTES.length);
    for (int i = 0; i < known; i++) {
      if (in.getByte(in.readerIndex() + i) != BYTES[i]) {
        return NONE;
      }
    }
    return known < BYTES.length ? BEGUN : GIVEN;
  }
}
