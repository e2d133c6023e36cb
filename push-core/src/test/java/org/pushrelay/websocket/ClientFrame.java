package org.pushrelay.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;

/** Bytes as a client sends them. */
final class ClientFrame {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  static final int MORE = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xa;

  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private ClientFrame() {}

  /** A frame whose payload are these characters, each as one byte. */
  static byte[] frame(int first, String payload) {
    return frame(first, payload.getBytes(ISO_8859_1));
  }

  static byte[] frame(int first, byte[] payload) {
    int length = payload.length;
    int size = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
    return frame(first, size, length, payload);
  }

  /**
   * A frame that announces a length, in so many bytes, and carries something.
   *
   * @param size 0, 2 or 8
   */
  static byte[] frame(int first, int size, long length, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(2 + size + 4 + payload.length).put((byte) first);
    switch (size) {
      case 0 -> frame.put((byte) (0x80 | length));
      case 2 -> frame.put((byte) 0xfe).putShort((short) length);
      default -> frame.put((byte) 0xff).putLong(length);
    }
    frame.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i & 3]));
    }
    return frame.array();
  }

  /** A close frame. */
  static byte[] close(int code, String reason) {
    return frame(FIN | CLOSE, (char) (code >> 8) + "" + (char) (code & 0xff) + reason);
  }

  /** Bytes in hexadecimal digits. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** A message as a client compresses it. */
  static byte[] deflated(String text) {
    return deflated(text.getBytes(ISO_8859_1));
  }

  static byte[] deflated(byte[] message) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(message);
    byte[] bytes = new byte[message.length + 100];
    int count = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(bytes, count - 4);
  }

  static byte[] together(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
