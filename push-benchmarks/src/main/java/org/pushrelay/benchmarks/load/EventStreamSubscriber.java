package org.pushrelay.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import org.pushrelay.benchmarks.http.MalformedResponseException;

/**
 * Reads an event stream. It looks at lines only, so it need not know whether the stream is chunked:
 * a server that writes whole events into a chunk has the sizes of chunks on lines of their own.
 */
final class EventStreamSubscriber extends LoadSubscriber {
  private static final byte[] DATA = "data: ".getBytes(ISO_8859_1);
  private static final byte[] ID = "id: ".getBytes(ISO_8859_1);

  private final StreamRequest stream;
  private String lastId = "";
  private boolean headRead;

  EventStreamSubscriber(Crowd crowd, int channel, StreamRequest stream) {
    super(crowd, channel);
    this.stream = stream;
  }

  @Override
  public void opened() {
    headRead = false;
    super.opened();
  }

  @Override
  ByteBuffer request() {
    return stream.after(lastId);
  }

  @Override
  public void received(ByteBuffer bytes) throws MalformedResponseException {
    byte[] array = bytes.array();
    int offset = bytes.arrayOffset();
    int end = offset + bytes.limit();
    int start = offset + bytes.position();
    for (int i = start; i < end; i++) {
      if (array[i] == '\n') {
        line(array, start, i > start && array[i - 1] == '\r' ? i - 1 : i);
        start = i + 1;
      }
    }
    bytes.position(start - offset);
  }

  private void line(byte[] bytes, int start, int end) throws MalformedResponseException {
    if (!headRead) {
      statusLine(new String(bytes, start, end - start, ISO_8859_1));
      headRead = true;
    } else if (begins(bytes, start, end, DATA)) {
      int from = start + DATA.length;
      crowd().delivered(this, ByteBuffer.wrap(bytes, from, end - from));
    } else if (begins(bytes, start, end, ID)) {
      int from = start + ID.length;
      lastId = new String(bytes, from, end - from, ISO_8859_1);
    }
  }

  private static void statusLine(String line) throws MalformedResponseException {
    if (!line.matches("HTTP/1\\.1 200( .*)?")) {
      throw new MalformedResponseException("a subscriber got " + line);
    }
  }

  private static boolean begins(byte[] bytes, int start, int end, byte[] prefix) {
    if (end - start < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[start + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
