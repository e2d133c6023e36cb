package org.pushrelay.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A body outside the heap, as a part of a mapped file. Immutable. */
final class BufferBody extends MessageBody {
  /** How much of it is copied at a time. */
  private static final int PIECE = 32 * 1024;

  /** Read-only, from its first byte to its last one; never read itself, only by way of a view. */
  private final ByteBuffer bytes;

  BufferBody(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  @Override
  public int size() {
    return bytes.capacity();
  }

  @Override
  public ByteBuffer asByteBuffer() {
    return bytes.duplicate();
  }

  @Override
  public void writeTo(OutputStream out, int offset, int length) throws IOException {
    ByteBuffer part = bytes.slice(offset, length);
    while (part.hasRemaining()) {
      // a fresh array each time, since the output stream may keep it
      byte[] piece = new byte[Math.min(part.remaining(), PIECE)];
      part.get(piece);
      out.write(piece, 0, piece.length);
    }
  }

  @Override
  public byte[] toByteArray() {
    byte[] copy = new byte[size()];
    bytes.get(0, copy);
    return copy;
  }

  @Override
  public String utf8() {
    return new String(toByteArray(), UTF_8);
  }

  /** That of the same bytes in an array. */
  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < bytes.capacity(); i++) {
      hash = 31 * hash + bytes.get(i);
    }
    return hash;
  }
}
