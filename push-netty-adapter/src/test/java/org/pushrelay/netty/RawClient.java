package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.BooleanSupplier;
import org.pushrelay.testkit.Eventually;

/** A client that sends and sees each single byte, as one character; with a deadline. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  static RawClient connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) Eventually.DEADLINE.toMillis());
    return new RawClient(socket);
  }

  RawClient send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    return this;
  }

  String read(int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return new String(bytes, ISO_8859_1);
  }

  /** The next bytes are these. */
  void expect(String text) throws IOException {
    assertThat(read(text.length())).isEqualTo(text);
  }

  /** Reads a head with its empty line. */
  String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append(read(1));
    }
    return head.toString();
  }

  /** Reads as long as something comes, until a condition holds. */
  void readAllThatComes(BooleanSupplier until) throws IOException {
    byte[] bytes = new byte[64 * 1024];
    Eventually.until(
        "the server goes on",
        () -> {
          try {
            while (in.available() > 0) {
              in.read(bytes);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return until.getAsBoolean();
        });
  }

  /** All until the end. */
  String readRest() throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
