package org.pushrelay.websocket;

import org.jspecify.annotations.Nullable;

/** What a frame is (RFC 6455, 5.2). */
public enum Opcode {
  /** More of a message that was begun. */
  CONTINUATION(0x0),
  /** A message in UTF-8, or its beginning. */
  TEXT(0x1),
  /** A message of any bytes, or its beginning. */
  BINARY(0x2),
  /** The end. */
  CLOSE(0x8),
  /** A question whether the other side is there. */
  PING(0x9),
  /** The response to it. */
  PONG(0xa);

  private static final @Nullable Opcode[] BY_CODE = new @Nullable Opcode[16];

  static {
    for (Opcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  /** What stands for it in a frame. */
  int code() {
    return code;
  }

  /** Whether it may stand between the frames of a message. */
  boolean isControl() {
    return code >= 0x8;
  }

  /** What these four bits stand for; null if for nothing. */
  static @Nullable Opcode of(int code) {
    return BY_CODE[code & 0xf];
  }
}
