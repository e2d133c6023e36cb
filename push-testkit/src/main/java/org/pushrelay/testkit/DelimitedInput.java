package org.pushrelay.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Bytes that are read up to one delimiter after the other. One thread at a time. */
final class DelimitedInput {
  private final InputStream in;
  private byte[] buffer = new byte[8192];
  private int start;
  private int end;

  DelimitedInput(InputStream in) {
    this.in = in;
  }

  /** All bytes in front of the next delimiter, which is passed. */
  byte[] until(byte[] delimiter) throws IOException {
    int seen = 0;
    while (true) {
      for (; start + seen + delimiter.length <= end; seen++) {
        if (isAt(start + seen, delimiter)) {
          byte[] before = Arrays.copyOfRange(buffer, start, start + seen);
          start += seen + delimiter.length;
          return before;
        }
      }
      fill();
    }
  }

  private boolean isAt(int at, byte[] delimiter) {
    return buffer[at + delimiter.length - 1] == delimiter[delimiter.length - 1]
        && Arrays.equals(buffer, at, at + delimiter.length, delimiter, 0, delimiter.length);
  }

  /** Reads more, and moves what is there to the front. */
  private void fill() throws IOException {
    int held = end - start;
    byte[] target = held * 2 > buffer.length ? new byte[buffer.length * 2] : buffer;
    System.arraycopy(buffer, start, target, 0, held);
    buffer = target;
    start = 0;
    end = held;
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      throw new EOFException("the stream ended behind " + held + " bytes of a message");
    }
    end += read;
  }
}
