package org.pushrelay.benchmarks.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads answers with a {@code Content-Length}, or without a body, from an array-backed buffer. */
public final class LoadResponseReader {
  private static final int LONGEST_HEAD = 16 << 10;

  private final byte[] bytes;
  private final int start;
  private final int end;

  private String lastModified = "";
  private String etag = "";
  private boolean closes;
  private int length;

  private LoadResponseReader(ByteBuffer input) {
    this.bytes = input.array();
    this.start = input.arrayOffset() + input.position();
    this.end = input.arrayOffset() + input.limit();
  }

  /**
   * The next answer, and the buffer stands behind it; null if it is not there in full, and the
   * buffer stays as it is.
   *
   * @throws MalformedAnswerException if it cannot become one
   */
  public static @Nullable LoadResponse read(ByteBuffer input) throws MalformedResponseException {
    LoadResponseReader reader = new LoadResponseReader(input);
    int body = reader.body();
    if (body < 0) {
      return null;
    }
    int status = reader.status();
    reader.readHeaders(body);
    int length = status == 204 || status == 304 ? 0 : reader.length;
    if (reader.end - body < length) {
      return null;
    }
    input.position(body + length - input.arrayOffset());
    return new LoadResponse(
        status,
        reader.lastModified,
        reader.etag,
        reader.closes,
        ByteBuffer.wrap(reader.bytes, body, length));
  }

  /** Where the body begins; -1 if the head has not ended. */
  private int body() throws MalformedResponseException {
    for (int i = start + 3; i < end; i++) {
      if (bytes[i] == '\n'
          && bytes[i - 1] == '\r'
          && bytes[i - 2] == '\n'
          && bytes[i - 3] == '\r') {
        return i + 1;
      }
    }
    if (end - start > LONGEST_HEAD) {
      throw new MalformedResponseException("the head of an answer does not end");
    }
    return -1;
  }

  private int status() throws MalformedResponseException {
    String line = text(start, lineEnd(start));
    if (!line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      throw new MalformedResponseException("no status line: " + line);
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private void readHeaders(int body) throws MalformedResponseException {
    int line = lineEnd(start) + 2;
    while (line < body - 2) {
      int lineEnd = lineEnd(line);
      readHeader(line, lineEnd);
      line = lineEnd + 2;
    }
  }

  private void readHeader(int from, int to) throws MalformedResponseException {
    if (is("Last-Modified:", from, to)) {
      lastModified = text(from + 14, to).trim();
    } else if (is("Etag:", from, to)) {
      etag = text(from + 5, to).trim();
    } else if (is("Content-Length:", from, to)) {
      length = number(text(from + 15, to).trim());
    } else if (is("Connection:", from, to)) {
      closes = text(from + 11, to).trim().equalsIgnoreCase("close");
    } else if (is("Transfer-Encoding:", from, to)) {
      throw new MalformedResponseException("an answer in chunks: " + text(from, to));
    }
  }

  private static int number(String text) throws MalformedResponseException {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new MalformedResponseException("Content-Length: " + text);
    }
  }

  /** Compares without case, which differs between servers. */
  private boolean is(String name, int from, int to) {
    if (to - from < name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      // letters differ in this bit; the colon has it
      if ((bytes[from + i] | 0x20) != (name.charAt(i) | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private int lineEnd(int from) {
    int i = from;
    while (bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, ISO_8859_1);
  }
}
