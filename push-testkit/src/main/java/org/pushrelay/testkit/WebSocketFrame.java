package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.pushrelay.message.MessageBody;

/**
 * A frame of a WebSocket (RFC 6455, 5.2) as a test sees it: of a server, so it is not masked.
 *
 * @param first its first byte: FIN, the reserved bits and the opcode
 * @param payload what it carries
 */
public record WebSocketFrame(int first, MessageBody payload) {
  /** The first byte of a whole text message. */
  public static final int TEXT = 0x81;

  /** The first byte of a whole binary message. */
  public static final int BINARY = 0x82;

  /** The first byte of a close frame. */
  public static final int CLOSE = 0x88;

  /** The first byte of a ping. */
  public static final int PING = 0x89;

  /** The first byte of a pong. */
  public static final int PONG = 0x8a;

  /** The first byte of a whole text message that is compressed. */
  public static final int DEFLATED_TEXT = 0xc1;

  private static final byte[] MASK = {0x12, (byte) 0xf4, 0x56, 0x78};

  /** A frame with this text in UTF-8. */
  public static WebSocketFrame of(int first, String text) {
    return new WebSocketFrame(first, MessageBody.utf8(text));
  }

  /** A close frame. */
  public static WebSocketFrame close(int code, String reason) {
    byte[] words = reason.getBytes(UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(2 + words.length);
    payload.putShort((short) code).put(words);
    return new WebSocketFrame(CLOSE, MessageBody.wrap(payload.array()));
  }

  /** Reads the next frame. */
  static WebSocketFrame read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    if (second > 127) {
      throw new AssertionError("a server masks nothing, but here is " + first + " " + second);
    }
    long length = second;
    if (second == 126) {
      length = in.readUnsignedShort();
      checkShortest(length, 126);
    } else if (second == 127) {
      length = in.readLong();
      checkShortest(length, 0x1_0000);
    }
    byte[] payload = new byte[Math.toIntExact(length)];
    in.readFully(payload);
    return new WebSocketFrame(first, MessageBody.wrap(payload));
  }

  private static void checkShortest(long length, long least) {
    if (length < least) {
      throw new AssertionError("the length " + length + " is not written in the shortest way");
    }
  }

  /** The frames in these bytes, which end with the last one. */
  static List<WebSocketFrame> all(byte[] bytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    List<WebSocketFrame> frames = new ArrayList<>();
    try {
      while (in.available() > 0) {
        frames.add(read(in));
      }
      return frames;
    } catch (EOFException e) {
      throw new AssertionError("the bytes end within a frame", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it carries, read as UTF-8. */
  public String text() {
    return payload.utf8();
  }

  /** The bytes that a client sends for it: they are masked. */
  public byte[] masked() {
    byte[] bytes = payload.toByteArray();
    int extra = bytes.length < 126 ? 0 : bytes.length <= 0xffff ? 2 : 8;
    ByteBuffer frame = ByteBuffer.allocate(2 + extra + 4 + bytes.length).put((byte) first);
    if (extra == 0) {
      frame.put((byte) (0x80 | bytes.length));
    } else if (extra == 2) {
      frame.put((byte) (0x80 | 126)).putShort((short) bytes.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(bytes.length);
    }
    frame.put(MASK);
    for (int i = 0; i < bytes.length; i++) {
      frame.put((byte) (bytes[i] ^ MASK[i & 3]));
    }
    return frame.array();
  }

  @Override
  public String toString() {
    if (first == CLOSE && payload.size() >= 2) {
      int code = payload.asByteBuffer().getShort() & 0xffff;
      byte[] bytes = payload.toByteArray();
      return "close[" + code + " " + new String(bytes, 2, bytes.length - 2, UTF_8) + "]";
    }
    String shown = text().substring(0, Math.min(100, text().length()));
    return Integer.toHexString(first) + "[" + shown + "]";
  }
}
