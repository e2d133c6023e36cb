package org.pushrelay.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** What an application answered. */
record Answer(int status, List<Header> headers, MessageBody body) {
  /** Header fields of its connection, which is not the client's (RFC 9110, 7.6.1), and the date. */
  private static final Set<String> NOT_RELAYED =
      Set.of(
          "connection",
          "content-length",
          "date",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  static Answer of(HttpResponse<MessageBody> response) {
    List<Header> headers = new ArrayList<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
    return new Answer(response.statusCode(), headers, response.body());
  }

  boolean isSuccess() {
    return status >= 200 && status <= 299;
  }

  Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** The same, for the client. */
  PushResponse relayed() {
    List<Header> kept =
        headers.stream()
            .filter(header -> !NOT_RELAYED.contains(header.name().toLowerCase(Locale.ROOT)))
            .filter(header -> ISO_8859_1.newEncoder().canEncode(header.value()))
            .toList();
    return PushResponse.of(status, kept, body);
  }
}
