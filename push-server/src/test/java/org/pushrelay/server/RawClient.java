package org.pushrelay.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A connection that sends what it is told, byte by byte. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;

  RawClient(URI address) throws IOException {
    socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** One answer: its head and as much of a body as Content-Length says. */
  String response() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
      head.write(b);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int length =
        text.lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
            .map(line -> Integer.valueOf(line.substring(line.indexOf(':') + 1).strip()))
            .findFirst()
            .orElse(0);
    return text + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  /** What comes, up to where all of it matches. */
  String until(Pattern whole) throws IOException {
    return until(text -> whole.matcher(text).matches());
  }

  /** What comes, up to where this is in it. */
  String until(String last) throws IOException {
    return until(text -> text.contains(last));
  }

  private String until(Predicate<String> complete) throws IOException {
    StringBuilder text = new StringBuilder();
    try {
      while (!complete.test(text.toString())) {
        text.append(firstPiece());
      }
      return text.toString();
    } catch (SocketTimeoutException | EOFException e) {
      throw new AssertionError("nothing more comes behind:\n" + text, e);
    }
  }

  /** What the next read returns: what the server wrote at once, if that is not much. */
  String firstPiece() throws IOException {
    byte[] piece = new byte[65_536];
    int count = socket.getInputStream().read(piece);
    if (count < 0) {
      throw new EOFException();
    }
    return new String(piece, 0, count, StandardCharsets.ISO_8859_1);
  }

  /** Whether the server has closed the connection. */
  boolean isAtEnd() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
