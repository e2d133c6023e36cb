package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;

/**
 * Pieces of streams as bytes, either as they are or as one chunk each (RFC 9112, 7.1). The last few
 * are kept: all streams of an event loop get views of the same buffers, even if each is given some
 * pieces at once. One event loop's own.
 */
final class EncodedPieces {
  /** How many are kept. */
  private static final int KEPT = 8;

  /** How many bytes are kept, if it is more than one piece. */
  private static final int KEPT_BYTES = 1 << 20;

  private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);

  private final ByteBufAllocator allocator;
  private final boolean chunked;
  private final UnsentBuffers lingering;
  private final @Nullable MessageBody[] pieces = new MessageBody[KEPT];
  private final @Nullable ByteBuf[] buffers = new ByteBuf[KEPT];
  private int newest;
  private int keptBytes;

  /**
   * A place for pieces.
   *
   * @param chunked whether each gets a chunk's size in front, and its end behind
   * @param lingering takes the buffers that are not kept any more
   */
  EncodedPieces(ByteBufAllocator allocator, boolean chunked, UnsentBuffers lingering) {
    this.allocator = allocator;
    this.lingering = lingering;
    this.chunked = chunked;
  }

  /** The bytes of a piece that goes to many: the caller's to release. */
  ByteBuf shared(MessageBody piece) {
    for (int i = 0; i < KEPT; i++) {
      int place = (newest - i) & (KEPT - 1);
      ByteBuf known = buffers[place];
      if (known != null && isSame(pieces[place], piece)) {
        return known.retainedDuplicate();
      }
    }
    return keep(piece, chunked ? chunk(piece) : bytes(piece)).retainedDuplicate();
  }

  @SuppressWarnings("ReferenceEquality") // connections that share a piece share the object
  private static boolean isSame(@Nullable MessageBody known, MessageBody piece) {
    return known == piece;
  }

  private ByteBuf keep(MessageBody piece, ByteBuf encoded) {
    if (keptBytes + (long) encoded.readableBytes() > KEPT_BYTES) {
      forget();
    }
    newest = (newest + 1) & (KEPT - 1);
    forget(newest);
    pieces[newest] = piece;
    buffers[newest] = encoded;
    keptBytes += encoded.readableBytes();
    return encoded;
  }

  private ByteBuf bytes(MessageBody piece) {
    ByteBuffer bytes = piece.asByteBuffer();
    if (bytes.isDirect()) {
      // it is where the system can read it, as the bytes of a mapped file are
      return Unpooled.wrappedBuffer(bytes);
    }
    return allocator.directBuffer(piece.size()).writeBytes(bytes);
  }

  private ByteBuf chunk(MessageBody piece) {
    byte[] size = Integer.toHexString(piece.size()).getBytes(US_ASCII);
    ByteBuffer bytes = piece.asByteBuffer();
    int frame = size.length + 2 * LINE_END.length;
    if (!bytes.isDirect()) {
      return allocator
          .directBuffer(frame + piece.size())
          .writeBytes(size)
          .writeBytes(LINE_END)
          .writeBytes(bytes)
          .writeBytes(LINE_END);
    }
    ByteBuf lines =
        allocator.directBuffer(frame).writeBytes(size).writeBytes(LINE_END).writeBytes(LINE_END);
    ByteBuf head = lines.readRetainedSlice(size.length + LINE_END.length);
    return allocator
        .compositeDirectBuffer(3)
        .addComponents(true, head, Unpooled.wrappedBuffer(bytes), lines);
  }

  /** Lets go of what is kept. */
  void forget() {
    for (int place = 0; place < KEPT; place++) {
      forget(place);
    }
    Arrays.fill(pieces, null);
  }

  private void forget(int place) {
    ByteBuf kept = buffers[place];
    if (kept != null) {
      keptBytes -= kept.readableBytes();
      lingering.track(kept);
      buffers[place] = null;
    }
  }
}
