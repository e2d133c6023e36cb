package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Header;

/**
 * A response as it came over the wire.
 *
 * @param protocol the version in the status line
 * @param status the status code
 * @param headers the header fields in their order and spelling
 * @param body the bytes, without the framing
 */
public record ReceivedResponse(
    String protocol, int status, List<Header> headers, MessageBody body) {

  /** Copies the headers. */
  public ReceivedResponse {
    headers = List.copyOf(headers);
  }

  /** The value of the first header of that name, given in any case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** The body read as UTF-8. */
  public String text() {
    return new String(body.toByteArray(), UTF_8);
  }

  /** Whether the server says that the connection ends with this response. */
  public boolean closes() {
    return header("Connection").filter(v -> v.equalsIgnoreCase("close")).isPresent();
  }
}
