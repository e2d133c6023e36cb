package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

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
