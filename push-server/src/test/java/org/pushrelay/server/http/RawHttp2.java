package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;

/**
 * A client of HTTP/2 that knows beforehand that it is spoken, and sends requests with the fields
 * that it is told, whatever is in them (RFC 9113, RFC 7541: literals that nobody indexes).
 */
final class RawHttp2 implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int GO_AWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** Those that the table of HPACK has, from its index 8 on. */
  private static final int[] STATUSES = {200, 204, 206, 304, 400, 404, 500};

  private final Socket socket;
  private int lastStream = -1;

  RawHttp2(URI base) throws IOException {
    socket = new Socket(base.getHost(), base.getPort());
    socket.setSoTimeout(10_000);
    OutputStream out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  /**
   * A response.
   *
   * @param status 0 if the stream was reset or the connection has ended instead; 1 if it is one
   *     that the table does not have
   * @param error the code it was reset with (RFC 9113, 7); -1 if it was not
   */
  record Answer(int status, String body, int error) {}

  /** What comes of a GET with these fields, names and values in turn. */
  Answer get(String path, String... fields) throws IOException {
    begin(path, fields);
    return answer();
  }

  /** Sends a GET on a stream of its own, and reads nothing. */
  void begin(String path, String... fields) throws IOException {
    lastStream += 2;
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    field(block, ":method", "GET");
    field(block, ":scheme", "http");
    field(block, ":path", path);
    for (int i = 0; i < fields.length; i += 2) {
      field(block, fields[i], fields[i + 1]);
    }
    frame(HEADERS, END_STREAM | END_HEADERS, lastStream, block.toByteArray());
  }

  private static void field(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : new String[] {name, value}) {
      block.write(text.length());
      block.writeBytes(text.getBytes(ISO_8859_1));
    }
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.writeBytes(new byte[] {0, 0, 0, (byte) stream});
    frame.writeBytes(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /** What comes of the last request. */
  private Answer answer() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int status = 0;
    int error = -1;
    StringBuilder body = new StringBuilder();
    boolean over = false;
    while (!over) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      switch (type) {
        case SETTINGS -> {
          if ((flags & ACK) == 0) {
            frame(SETTINGS, ACK, 0, new byte[0]);
          }
        }
        case HEADERS -> status = stream == lastStream ? status(payload) : status;
        case DATA -> body.append(new String(payload, ISO_8859_1));
        case RESET, GO_AWAY -> {
          // behind the last stream that counts, if the connection ends
          error = ByteBuffer.wrap(payload).getInt(type == RESET ? 0 : 4);
          over = true;
        }
        default -> {
          // nothing of it matters here
        }
      }
      over |=
          stream == lastStream && (type == HEADERS || type == DATA) && (flags & END_STREAM) != 0;
    }
    return new Answer(status, body.toString(), error);
  }

  /** The first field of a head, behind what says how large the table is. */
  private static int status(byte[] block) {
    int i = 0;
    while ((block[i] & 0xe0) == 0x20) {
      boolean goesOn = (block[i] & 0x1f) == 0x1f;
      i++;
      while (goesOn) {
        goesOn = block[i] < 0;
        i++;
      }
    }
    int index = (block[i] & 0xff) - 0x88;
    return index >= 0 && index < STATUSES.length ? STATUSES[index] : 1;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
