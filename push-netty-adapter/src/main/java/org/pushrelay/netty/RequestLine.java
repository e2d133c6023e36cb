package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;

/**
 * The first line of a request (RFC 9112, 3): a method, one blank, a target, one blank and the
 * version. Netty's decoder takes more for one, such as tabs or a blank in front, which a proxy may
 * read differently.
 */
final class RequestLine {
  /** What is known of a line. */
  enum State {
    GOOD,
    BAD,
    INCOMPLETE
  }

  private static final String VERSION = "HTTP/";

  private RequestLine() {}

  /** Checks what has come of the line behind empty ones, and takes no byte out of the buffer. */
  static State state(ByteBuf in) {
    int end = in.writerIndex();
    int at = in.readerIndex();
    while (at < end && (in.getByte(at) == '\r' || in.getByte(at) == '\n')) {
      at++;
    }
    for (int word = 0; word < 2; word++) {
      int start = at;
      while (at < end && isVisible(in.getByte(at))) {
        at++;
      }
      if (at == end) {
        return State.INCOMPLETE;
      }
      if (at == start || in.getByte(at) != ' ') {
        return State.BAD;
      }
      at++;
    }
    return version(in, at, end);
  }

  private static State version(ByteBuf in, int from, int end) {
    for (int at = from; at < end; at++) {
      int b = in.getByte(at);
      int place = at - from;
      if (b == '\n' && place > VERSION.length()) {
        return State.GOOD;
      }
      boolean fits =
          place < VERSION.length()
              ? b == VERSION.charAt(place)
              : (b >= '0' && b <= '9') || b == '.' || isLineEnd(in, at, end);
      if (!fits) {
        return State.BAD;
      }
    }
    return State.INCOMPLETE;
  }

  private static boolean isLineEnd(ByteBuf in, int at, int end) {
    return in.getByte(at) == '\r' && (at + 1 == end || in.getByte(at + 1) == '\n');
  }

  /** Bytes above ASCII are judged as a part of the target. */
  private static boolean isVisible(int b) {
    return b < 0 || (b > ' ' && b < 0x7f);
  }
}
