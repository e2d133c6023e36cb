package org.pushrelay.websocket;

import java.util.zip.DataFormatException;

/**
 * Decompresses the frames of one client that compresses each of them with those before it as
 * context ({@code deflate-frame}). Between two frames it takes as many bytes as the client may
 * refer back to, or has sent, and none outside the heap. Used by one thread at a time.
 */
final class FrameInflater {
  private final int window;
  private byte[] context = {};

  /**
   * For a client at its first frame.
   *
   * @param windowBits the logarithm of how far back a frame may refer
   */
  FrameInflater(int windowBits) {
    this.window = 1 << windowBits;
  }

  /**
   * Decompresses the next frame.
   *
   * @param limit no more bytes than that are made; if there would be more, no frame after this one
   *     can be decompressed
   */
  byte[] inflate(byte[] frame, int limit) throws DataFormatException {
    byte[] bytes = Deflate.inflate(frame, limit, context);
    remember(bytes);
    return bytes;
  }

  private void remember(byte[] bytes) {
    int fresh = Math.min(bytes.length, window);
    int kept = Math.min(context.length, window - fresh);
    byte[] end = new byte[kept + fresh];
    System.arraycopy(context, context.length - kept, end, 0, kept);
    System.arraycopy(bytes, bytes.length - fresh, end, kept, fresh);
    context = end;
  }
}
