package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;

/**
 * Heads whose lines end in a bare LF, as some simple clients send them (RFC 9112, 2.2). Only if all
 * lines of a head end so: where one head has both kinds of line ends, a recipient that accepts only
 * one of them, a proxy in front for example, sees other fields than this server would.
 */
final class BareLineFeedHeads {
  /** A line of the head ends in CRLF: all have to. */
  static final int NONE = 0;

  /** No line of the head has an end yet. */
  static final int UNDECIDED = -2;

  /** Its lines end in a bare LF so far, and it goes on. */
  static final int INCOMPLETE = -1;

  private BareLineFeedHeads() {}

  /**
   * How many bytes the head has with its empty line and empty ones in front; or one of the three.
   */
  static int headLength(ByteBuf in) {
    int begin = in.readerIndex();
    int end = in.writerIndex();
    int line = begin;
    while (line < end && isLineEnd(in.getByte(line))) {
      line++;
    }
    boolean bare = false;
    for (int at = in.indexOf(line, end, (byte) '\n'); at >= 0; ) {
      if (at == line) {
        return at + 1 - begin;
      }
      if (in.getByte(at - 1) == '\r') {
        return NONE;
      }
      bare = true;
      line = at + 1;
      at = in.indexOf(line, end, (byte) '\n');
    }
    return bare ? INCOMPLETE : UNDECIDED;
  }

  private static boolean isLineEnd(byte b) {
    return b == '\r' || b == '\n';
  }

  /** Takes out a head of that length, and returns it with CRLF at its lines' ends. */
  static ByteBuf mended(ByteBuf in, int length) {
    ByteBuf mended = in.alloc().heapBuffer(length + 64);
    for (int left = length; left > 0; left--) {
      byte b = in.readByte();
      if (b == '\n') {
        mended.writeByte('\r');
      }
      mended.writeByte(b);
    }
    return mended;
  }
}
