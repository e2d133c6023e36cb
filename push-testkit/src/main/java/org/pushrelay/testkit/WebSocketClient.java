package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The client of a WebSocket over a real connection: sends and reads frame by frame. Everything has
 * a deadline ({@link Eventually#DEADLINE}). One thread at a time.
 */
public final class WebSocketClient implements AutoCloseable {
  /** The key of the example in RFC 6455, 1.3. */
  public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  /** What proves that it was understood. */
  public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private final HttpConnection connection;
  private final InputStream in;
  private final ReceivedResponse head;

  private WebSocketClient(HttpConnection connection) throws IOException {
    this.connection = connection;
    this.in = new BufferedInputStream(connection.input());
    this.head = new ReceivedResponseReader(in).read(false);
  }

  /** Opens a WebSocket on a connection of its own. */
  public static WebSocketClient open(RelayUnderTest relay, String target, String... headerLines) {
    WebSocketClient client = ask(relay, target, headerLines);
    assertThat(client.head.status()).isEqualTo(101);
    assertThat(client.head.header("Sec-WebSocket-Accept")).contains(ACCEPT);
    return client;
  }

  /** Sends the handshake of a WebSocket, which the server accepts or refuses. */
  public static WebSocketClient ask(RelayUnderTest relay, String target, String... headerLines) {
    return on(relay.connect().get(target, handshake(headerLines)));
  }

  /** Goes on with a connection on which a handshake was sent. */
  static WebSocketClient on(HttpConnection connection) {
    try {
      return new WebSocketClient(connection);
    } catch (IOException e) {
      throw new UncheckedIOException("no answer to a handshake", e);
    }
  }

  /** The header lines of a good handshake, and these. */
  static String[] handshake(String... more) {
    String[] lines = new String[more.length + 4];
    lines[0] = "Upgrade: websocket";
    lines[1] = "Connection: Upgrade";
    lines[2] = "Sec-WebSocket-Version: 13";
    lines[3] = "Sec-WebSocket-Key: " + KEY;
    System.arraycopy(more, 0, lines, 4, more.length);
    return lines;
  }

  /** The response to the handshake. */
  public ReceivedResponse head() {
    return head;
  }

  /** Sends a text. */
  public WebSocketClient send(String text) {
    return send(WebSocketFrame.of(WebSocketFrame.TEXT, text));
  }

  /** Sends a frame. */
  public WebSocketClient send(WebSocketFrame frame) {
    connection.send(frame.masked());
    return this;
  }

  /** Sends bytes as they are: a part of a frame, for example. */
  public WebSocketClient sendBytes(byte[] bytes) {
    connection.send(bytes);
    return this;
  }

  /** Sends a frame; a server that has closed the connection meanwhile is no failure. */
  public WebSocketClient sendIfOpen(WebSocketFrame frame) {
    connection.sendIfOpen(new String(frame.masked(), ISO_8859_1));
    return this;
  }

  /** The next frame. */
  public WebSocketFrame next() {
    try {
      return WebSocketFrame.read(in);
    } catch (EOFException e) {
      throw new AssertionError("the server ended the connection without a close frame", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the connection broke", e);
    }
  }

  /** The next frame is a text, and this one. */
  public void expect(String text) {
    assertThat(next()).isEqualTo(WebSocketFrame.of(WebSocketFrame.TEXT, text));
  }

  /** The connection ends here. */
  public void expectEnd() {
    try {
      assertThat(in.read()).as("the end").isNegative();
    } catch (IOException e) {
      throw new UncheckedIOException("the connection broke instead of ending", e);
    }
  }

  /** Leaves, without a close frame. */
  @Override
  public void close() {
    connection.close();
  }
}
