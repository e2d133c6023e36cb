package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The client of one stream over HTTP/1.1: reads its body byte by byte, out of chunks where there
 * are chunks. Everything has a deadline ({@link Eventually#DEADLINE}). One thread at a time.
 */
public final class StreamReader implements AutoCloseable {
  private final HttpConnection connection;
  private final InputStream in;
  private final int status;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final boolean chunked;
  private final InputStream body;

  /** Reads the head of what the server sends next. */
  StreamReader(HttpConnection connection) throws IOException {
    this.connection = connection;
    this.in = new BufferedInputStream(connection.input());
    String statusLine = line();
    this.status = Integer.parseInt(statusLine.split(" ", 3)[1]);
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
    }
    this.chunked = header("Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked");
    this.body = chunked ? new ChunkedInput(in) : in;
  }

  /** Subscribes on a connection of its own, and reads the head. */
  public static StreamReader open(RelayUnderTest relay, String target, String... headerLines) {
    try {
      return new StreamReader(relay.connect().get(target, headerLines));
    } catch (IOException e) {
      throw new UncheckedIOException("no head of a stream", e);
    }
  }

  /** The status of the response. */
  public int status() {
    return status;
  }

  /** A header of the response; empty without it. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Whether the body is chunked. */
  public boolean isChunked() {
    return chunked;
  }

  /** Reads so many bytes, each as one character. */
  public String read(int count) {
    byte[] bytes = new byte[count];
    try {
      for (int i = 0; i < count; i++) {
        int next = body.read();
        if (next < 0) {
          throw new EOFException("the stream ended after " + new String(bytes, 0, i, ISO_8859_1));
        }
        bytes[i] = (byte) next;
      }
      return new String(bytes, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException("the stream broke", e);
    }
  }

  /** The next bytes are these characters. */
  public void expect(String text) {
    assertThat(read(text.length())).isEqualTo(text);
  }

  /** The next event has an id, and then this. */
  public void expectEvent(String rest) {
    StringBuilder id = new StringBuilder();
    while (id.isEmpty() || id.charAt(id.length() - 1) != '\n') {
      id.append(read(1));
    }
    assertThat(id.toString()).matches("id: \\d+:\\d+\\n");
    expect(rest);
  }

  /** The stream ends here. */
  public void expectEnd() {
    try {
      assertThat(body.read()).as("the end").isNegative();
    } catch (IOException e) {
      throw new UncheckedIOException("the stream broke instead of ending", e);
    }
  }

  /** The connection ends here, in whatever way. */
  void expectEndOrReset() {
    int next;
    try {
      next = body.read();
    } catch (SocketException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("the stream did not end", e);
    }
    assertThat(next).as("the end").isNegative();
  }

  /** What follows the head, without the framing. */
  InputStream body() {
    return body;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended within a line: " + line);
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Leaves. */
  @Override
  public void close() {
    connection.close();
  }
}
