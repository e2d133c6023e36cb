package org.pushrelay.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.pushrelay.message.MessageBody;

/** Frames as a server sends them: not masked, and each a whole message (RFC 6455, 5.2). */
public final class Frames {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;

  /** How many bytes a control frame may carry. */
  static final int MAX_CONTROL = 125;

  private Frames() {}

  /** A message, a ping or a pong. */
  public static MessageBody of(Opcode opcode, MessageBody payload) {
    return frame(FIN | opcode.code(), payload.asByteBuffer());
  }

  /** A message that was compressed by {@link Deflate#deflate}. */
  public static MessageBody deflated(Opcode opcode, MessageBody payload) {
    return frame(FIN | RSV1 | opcode.code(), payload.asByteBuffer());
  }

  /**
   * A close frame.
   *
   * @param code as in {@link CloseCode}; with {@link CloseCode#NONE} the frame is empty
   * @param reason is cut to what fits
   */
  public static MessageBody close(int code, String reason) {
    if (code == CloseCode.NONE) {
      return frame(FIN | Opcode.CLOSE.code(), ByteBuffer.allocate(0));
    }
    byte[] words = reason.getBytes(UTF_8);
    int length = Math.min(words.length, MAX_CONTROL - 2);
    while (length < words.length && length > 0 && (words[length] & 0xc0) == 0x80) {
      length--;
    }
    ByteBuffer payload = ByteBuffer.allocate(2 + length);
    payload.putShort((short) code).put(words, 0, length).flip();
    return frame(FIN | Opcode.CLOSE.code(), payload);
  }

  /** How many bytes a frame of ours carries. */
  public static int payloadSize(MessageBody frame) {
    int size = frame.size();
    return size - (size <= 2 + 125 ? 2 : size <= 4 + 0xffff ? 4 : 10);
  }

  private static MessageBody frame(int first, ByteBuffer payload) {
    int length = payload.remaining();
    int size = length <= 125 ? 2 : length <= 0xffff ? 4 : 10;
    ByteBuffer frame = ByteBuffer.allocate(size + length).put((byte) first);
    if (size == 2) {
      frame.put((byte) length);
    } else if (size == 4) {
      frame.put((byte) 126).putShort((short) length);
    } else {
      frame.put((byte) 127).putLong(length);
    }
    return MessageBody.wrap(frame.put(payload).array());
  }
}
