package org.pushrelay.transport;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.message.MessageBody;

/**
 * A complete answer. One answer may go to many clients: it is immutable.
 *
 * @param status the status code
 * @param headers the header fields in the order they are written, in their exact spelling where the
 *     server lets us choose it; without Content-Length, Connection and Date, which are the
 *     transport's. Only a 304 may have a Content-Length here, which a transport sends if it can
 * @param body the bytes. A transport sends their number as Content-Length, and to a HEAD request
 *     nothing else of them; with 204 and 304, which have none, it sends neither of its own accord
 * @param closes whether the connection ends with this response
 */
public record PushResponse(int status, List<Header> headers, MessageBody body, boolean closes) {

  /** Checks the status and copies the headers. */
  public PushResponse {
    checkArgument(status >= 200 && status <= 599, "status: %s (expected: 200 to 599)", status);
    headers = List.copyOf(requireNonNull(headers, "headers"));
    requireNonNull(body, "body");
  }

  /** A response with these headers and this body, on a connection that stays open. */
  public static PushResponse of(int status, List<Header> headers, MessageBody body) {
    return new PushResponse(status, headers, body, false);
  }

  /** A response with nothing but a status and these headers. */
  public static PushResponse of(int status, Header... headers) {
    return new PushResponse(
        status, List.of(requireNonNull(headers, "headers")), MessageBody.empty(), false);
  }

  /** The value of the first header of that name, given in any case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** Returns a copy with more headers behind the others. */
  public PushResponse with(List<Header> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Header> all = new ArrayList<>(headers);
    all.addAll(more);
    return new PushResponse(status, all, body, closes);
  }

  /** Returns a copy after which the connection ends. */
  public PushResponse closing() {
    return new PushResponse(status, headers, body, true);
  }
}
