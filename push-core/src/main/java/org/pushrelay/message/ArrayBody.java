package org.pushrelay.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A body on the heap: what messages are. Immutable. */
final class ArrayBody extends MessageBody {
  // not in the superclass, whose initialization would then need that of this class
  static final MessageBody EMPTY = new ArrayBody(new byte[0]);

  private final byte[] bytes;

  ArrayBody(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int size() {
    return bytes.length;
  }

  @Override
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @Override
  public void writeTo(OutputStream out, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public String utf8() {
    return new String(bytes, UTF_8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
