package org.pushrelay.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Read-only bytes, shared between all subscribers of a message and never copied per subscriber.
 * Immutable.
 */
public final class MessageBody {
  private static final MessageBody EMPTY = new MessageBody(new byte[0]);

  private final byte[] bytes;

  private MessageBody(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The body without bytes. */
  public static MessageBody empty() {
    return EMPTY;
  }

  /** A body with a copy of these bytes. */
  public static MessageBody copyOf(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new MessageBody(bytes.clone());
  }

  /**
   * A body over these very bytes, without a copy.
   *
   * @param bytes handed over: the caller must not change them any more
   */
  public static MessageBody wrap(byte[] bytes) {
    requireNonNull(bytes, "bytes");
    return bytes.length == 0 ? EMPTY : new MessageBody(bytes);
  }

  /** A body with this text in UTF-8. */
  public static MessageBody utf8(String text) {
    return wrap(text.getBytes(UTF_8));
  }

  /** The number of bytes. */
  public int size() {
    return bytes.length;
  }

  /** A fresh read-only view of the bytes, its position at the first one. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /**
   * Writes a part of the bytes without a copy, for servers that take no buffer.
   *
   * @param out must not change what it is given
   * @param offset where the part starts
   * @param length how many bytes it has
   */
  public void writeTo(OutputStream out, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The bytes read as UTF-8. */
  public String utf8() {
    return new String(bytes, UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageBody body && Arrays.equals(bytes, body.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The size only: bodies are private to those who send and receive them. */
  @Override
  public String toString() {
    return "MessageBody[" + bytes.length + " bytes]";
  }
}
