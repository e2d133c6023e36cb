package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection over HTTP/2 with one request on it, of header fields that no client library would
 * send.
 */
final class RawHttp2 implements AutoCloseable {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** The statuses with an entry in HPACK's static table, from its eighth on (RFC 7541, A). */
  private static final List<Integer> STATUSES = List.of(200, 204, 206, 304, 400, 404, 500);

  private final Socket socket;
  private final DataInputStream in;

  private RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    socket.setSoTimeout((int) Eventually.DEADLINE.toMillis());
    socket.getOutputStream().write(PREFACE.getBytes(ISO_8859_1));
    send(SETTINGS, 0, 0, new byte[0]);
  }

  static RawHttp2 open(RunningTransport transport) {
    try {
      InetAddress here = InetAddress.getLoopbackAddress();
      if (transport.tls().isEmpty()) {
        return new RawHttp2(new Socket(here, transport.port()));
      }
      SSLSocket tls =
          (SSLSocket) transport.tls().get().getSocketFactory().createSocket(here, transport.port());
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return new RawHttp2(tls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.write(new byte[] {0, 0, 0, (byte) stream});
    frame.write(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /**
   * Sends a request.
   *
   * @param body sent as one frame; none ends the request with its head
   * @param fields names and values by turns, the names in lower case
   */
  RawHttp2 request(String method, String target, String body, String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    add(block, ":method", method);
    add(block, ":scheme", socket instanceof SSLSocket ? "https" : "http");
    add(block, ":authority", "127.0.0.1");
    add(block, ":path", target);
    for (int i = 0; i < fields.length; i += 2) {
      add(block, fields[i], fields[i + 1]);
    }
    try {
      int end = body.isEmpty() ? END_STREAM : 0;
      send(HEADERS, END_HEADERS | end, 1, block.toByteArray());
      if (!body.isEmpty()) {
        send(DATA, END_STREAM, 1, body.getBytes(ISO_8859_1));
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A literal that is not indexed, with a name of its own, both without Huffman coding. */
  private static void add(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : new String[] {name, value}) {
      block.write(text.length());
      block.writeBytes(text.getBytes(ISO_8859_1));
    }
  }

  /** The status of the response; 0 if the server has reset the stream or ended the connection. */
  int status() {
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == GOAWAY || (type == RST_STREAM && stream == 1)) {
          return 0;
        }
        if (type == HEADERS && stream == 1) {
          return status(payload);
        }
      }
    } catch (EOFException | SocketException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int status(byte[] block) {
    int at = 0;
    while ((block[at] & 0xe0) == 0x20) {
      // the table gets another size first, in one byte or in some
      boolean isLong = (block[at] & 0x1f) == 0x1f;
      at++;
      while (isLong && block[at++] < 0) {
        // all but the last byte of a number have their highest bit set
      }
    }
    int field = (block[at] & 0xff) - 0x88;
    if (field < 0 || field >= STATUSES.size()) {
      throw new AssertionError("a status that is not in the static table: " + block[at]);
    }
    return STATUSES.get(field);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
