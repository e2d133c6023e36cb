package org.pushrelay.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Read-only bytes, shared between all subscribers of a message and never copied per subscriber.
 * Immutable.
 */
public abstract sealed class MessageBody permits ArrayBody, BufferBody {
  MessageBody() {}

  /** The body without bytes. */
  public static MessageBody empty() {
    return ArrayBody.EMPTY;
  }

  /** A body with a copy of these bytes. */
  public static MessageBody copyOf(byte[] bytes) {
    return wrap(requireNonNull(bytes, "bytes").clone());
  }

  /**
   * A body over these very bytes, without a copy.
   *
   * @param bytes handed over: the caller must not change them any more
   */
  public static MessageBody wrap(byte[] bytes) {
    requireNonNull(bytes, "bytes");
    return bytes.length == 0 ? ArrayBody.EMPTY : new ArrayBody(bytes);
  }

  /**
   * A body over what remains in a buffer, without a copy; for bytes that are not on the heap, as
   * those of a mapped file.
   *
   * @param bytes handed over: the caller must not change them any more; the buffer's own position
   *     and limit may change
   */
  public static MessageBody wrap(ByteBuffer bytes) {
    requireNonNull(bytes, "bytes");
    return bytes.hasRemaining()
        ? new BufferBody(bytes.slice().asReadOnlyBuffer())
        : ArrayBody.EMPTY;
  }

  /** A body with this text in UTF-8. */
  public static MessageBody utf8(String text) {
    return wrap(requireNonNull(text, "text").getBytes(UTF_8));
  }

  /** The number of bytes. */
  public abstract int size();

  /** A fresh read-only view of the bytes, its position at the first one. */
  public abstract ByteBuffer asByteBuffer();

  /**
   * Writes a part of the bytes, without a copy where they are on the heap; for servers that take no
   * buffer.
   *
   * @param out must not change what it is given
   * @param offset where the part starts
   * @param length how many bytes it has
   */
  public abstract void writeTo(OutputStream out, int offset, int length) throws IOException;

  /** A copy of the bytes. */
  public abstract byte[] toByteArray();

  /** The bytes read as UTF-8. */
  public abstract String utf8();

  /** Whether it is a body with the same bytes, wherever they are. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof MessageBody body && asByteBuffer().equals(body.asByteBuffer()));
  }

  @Override
  public abstract int hashCode();

  /** Returns the size only: bodies are private to their senders and recipients. */
  @Override
  public String toString() {
    return "MessageBody[" + size() + " bytes]";
  }
}
