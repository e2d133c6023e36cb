package org.pushrelay.websocket;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;

/**
 * Messages compressed each for itself (RFC 7692, 7.2). A message that was compressed once can go to
 * everybody: neither side remembers anything between two messages.
 */
public final class Deflate {
  /** The logarithm of the window of {@link #deflateNarrow}. */
  static final int NARROW_BITS = 10;

  private static final int MAX_STORED = 0xffff;

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
    return deflate(message, level, message.size());
  }

  /**
   * Compresses for a client with a window of {@link #NARROW_BITS}. {@code java.util.zip} has one
   * window only, so each piece of the message that fills the client's is compressed for itself.
   *
   * @param level as of {@link Deflater}
   */
  public static byte[] deflateNarrow(MessageBody message, int level) {
    return deflate(message, level, 1 << NARROW_BITS);
  }

  /**
   * Compresses piece by piece.
   *
   * @param window how many bytes each piece has, beyond which it refers to nothing
   */
  private static byte[] deflate(MessageBody message, int level, int window) {
    Deflater deflater = new Deflater(level, true);
    try {
      ByteBuffer input = message.asByteBuffer();
      ByteArrayOutputStream out = new ByteArrayOutputStream(message.size() / 2 + 64);
      byte[] piece = new byte[PIECE];
      do {
        int count = Math.min(window, input.remaining());
        deflater.reset();
        deflater.setInput(input.slice(input.position(), count));
        input.position(input.position() + count);
        do {
          count = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
          out.write(piece, 0, count);
        } while (count == piece.length);
      } while (input.hasRemaining());
      byte[] bytes = out.toByteArray();
      return Arrays.copyOf(bytes, bytes.length - TAIL.length);
    } finally {
      deflater.end();
    }
  }

  /** Returns bytes as the beginning of a compressed message, without compressing them. */
  public static byte[] stored(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 5);
    for (int from = 0; from < bytes.length; from += MAX_STORED) {
      int length = Math.min(MAX_STORED, bytes.length - from);
      // a block that is not the last one: its length, the same inverted, its bytes (RFC 1951,
      // 3.2.4)
      out.write(0);
      out.write(length);
      out.write(length >> 8);
      out.write(~length);
      out.write(~length >> 8);
      out.write(bytes, from, length);
    }
    return out.toByteArray();
  }

  /**
   * Decompresses.
   *
   * @param limit no more bytes than that are made, however many there would be
   * @param context what came before, to which the message may refer
   */
  static byte[] inflate(byte[] message, int limit, byte[] context) throws DataFormatException {
    return requireNonNull(inflate(message, limit, context, size -> true), "there is room");
  }

  /**
   * Decompresses, if there is room for the result.
   *
   * @param limit no more bytes than that are made, however many there would be
   * @param context what came before, to which the message may refer
   * @param room is asked for as many bytes in all before more than {@link
   *     BufferBudget#SMALL_REQUEST} are made
   * @return null if there was no room
   */
  static byte @Nullable [] inflate(byte[] message, int limit, byte[] context, LongPredicate room)
      throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      if (context.length > 0) {
        inflater.setDictionary(context);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(limit, 2 * PIECE));
      int roomy = BufferBudget.SMALL_REQUEST;
      byte[] piece = new byte[PIECE];
      byte[] input = Arrays.copyOf(message, message.length + TAIL.length);
      System.arraycopy(TAIL, 0, input, message.length, TAIL.length);
      inflater.setInput(input);
      while (out.size() < limit) {
        int count = inflater.inflate(piece, 0, Math.min(piece.length, limit - out.size()));
        if (out.size() + count > roomy) {
          roomy = 2 * roomy;
          // what it is copied from, and the copy at the end
          if (!room.test(2L * roomy)) {
            return null;
          }
        }
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
