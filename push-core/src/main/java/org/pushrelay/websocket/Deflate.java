package org.pushrelay.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.pushrelay.message.MessageBody;

/**
 * Messages compressed each for itself (RFC 7692, 7.2). A message that was compressed once can go to
 * everybody: neither side remembers anything between two messages.
 */
public final class Deflate {
  /** What a compressed message ends with; it is left out on the way. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private static final int PIECE = 8192;

  private Deflate() {}

  /**
   * Compresses.
   *
   * @param level as of {@link Deflater}
   */
  public static byte[] deflate(MessageBody message, int level) {
    Deflater deflater = new Deflater(level, true);
    try {
      deflater.setInput(message.asByteBuffer());
      ByteArrayOutputStream out = new ByteArrayOutputStream(message.size() / 2 + 64);
      byte[] piece = new byte[PIECE];
      int count;
      do {
        count = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
        out.write(piece, 0, count);
      } while (count == piece.length);
      byte[] bytes = out.toByteArray();
      return Arrays.copyOf(bytes, bytes.length - TAIL.length);
    } finally {
      deflater.end();
    }
  }

  /**
   * Decompresses.
   *
   * @param limit no more bytes than that are made, however many there would be
   */
  static byte[] inflate(byte[] message, int limit) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(limit, 2 * PIECE));
      byte[] piece = new byte[PIECE];
      byte[] input = Arrays.copyOf(message, message.length + TAIL.length);
      System.arraycopy(TAIL, 0, input, message.length, TAIL.length);
      inflater.setInput(input);
      while (out.size() < limit) {
        int count = inflater.inflate(piece, 0, Math.min(piece.length, limit - out.size()));
        out.write(piece, 0, count);
        if (inflater.finished() && inflater.getRemaining() > 0) {
          // a sender may end blocks for good and go on with others (RFC 7692, 7.2.3.4)
          int rest = inflater.getRemaining();
          inflater.reset();
          inflater.setInput(input, input.length - rest, rest);
        } else if (count == 0) {
          break;
        }
      }
      return out.toByteArray();
    } finally {
      inflater.end();
    }
  }
}
