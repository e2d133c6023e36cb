package org.pushrelay.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of a message that comes in chunks (RFC 9112, 7.1). One thread at a time. */
final class ChunkedInput extends InputStream {
  private final InputStream in;

  /** What is left of the present chunk; -1 after the last one. */
  private long left;

  private boolean begun;

  ChunkedInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left == 0) {
      nextChunk();
    }
    if (left < 0) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw new EOFException("the connection ended within a chunk");
    }
    left -= read;
    return read;
  }

  private void nextChunk() throws IOException {
    if (begun && !line().isEmpty()) {
      throw new AssertionError("expected the end of a chunk");
    }
    begun = true;
    left = Long.parseLong(line(), 16);
    if (left == 0) {
      left = -1;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended in front of a chunk: " + line);
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
