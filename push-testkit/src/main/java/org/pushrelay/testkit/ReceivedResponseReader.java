package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Header;

/** Reads one HTTP/1.1 answer from a stream, and not a byte more. */
final class ReceivedResponseReader {
  /** Stands for the response that never came. */
  static final ReceivedResponse NONE = new ReceivedResponse("", 0, List.of(), MessageBody.empty());

  private final InputStream in;

  ReceivedResponseReader(InputStream in) {
    this.in = in;
  }

  ReceivedResponse read(boolean toHead) throws IOException {
    String statusLine = line();
    String[] parts = statusLine.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("\\d{3}")) {
      throw new AssertionError("expected a status line, but there is: " + statusLine);
    }
    List<Header> headers = headers();
    int status = Integer.parseInt(parts[1]);
    ReceivedResponse head = new ReceivedResponse(parts[0], status, headers, MessageBody.empty());
    boolean bodiless = toHead || status < 200 || status == 204 || status == 304;
    return bodiless
        ? head
        : new ReceivedResponse(parts[0], status, headers, MessageBody.wrap(body(head)));
  }

  private List<Header> headers() throws IOException {
    List<Header> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new AssertionError("expected a header line, but there is: " + line);
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).trim()));
    }
    return headers;
  }

  private byte[] body(ReceivedResponse head) throws IOException {
    Optional<String> length = head.header("Content-Length");
    if (length.isPresent()) {
      return exactly(Integer.parseInt(length.get()));
    }
    if (head.header("Transfer-Encoding").isPresent()) {
      return chunks();
    }
    return in.readAllBytes();
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line().replaceFirst(";.*", "").trim(), 16);
      if (size == 0) {
        headers();
        return body.toByteArray();
      }
      body.write(exactly(size));
      line();
    }
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new AssertionError("the body ends after " + bytes.length + " of " + count + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new AssertionError("expected CRLF behind: " + text);
    }
    return text.substring(0, text.length() - 1);
  }
}
