package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Polls, and asks again as soon as it is answered. A response may have several messages: as parts,
 * or one behind the other.
 */
final class PollClient implements SubscriberClient {
  private final RelayUnderTest relay;
  private final String target;
  private final boolean separated;
  private HttpConnection connection;
  private final Queue<Received> received = new ArrayDeque<>();

  /**
   * Asks for the first time.
   *
   * @param query what only the first request has behind its target
   * @param separated whether the messages of a response are apart by line feeds
   */
  PollClient(RelayUnderTest relay, String target, String query, boolean separated) {
    this.relay = relay;
    this.target = target;
    this.separated = separated;
    this.connection = relay.connect().get(target + query);
  }

  /** The compound form of an id that stands in two headers. */
  static String id(String lastModified, String etag) {
    long second =
        ZonedDateTime.parse(lastModified, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond();
    return second + ":" + etag.replace("\"", "");
  }

  @Override
  public Received next() throws IOException {
    while (received.isEmpty()) {
      ReceivedResponse response = new ReceivedResponseReader(connection.input()).read(false);
      assertThat(response.status()).as("status of %s", response).isEqualTo(200);
      take(response);
      if (response.closes()) {
        // some servers let a connection serve so many requests, and no more
        connection.close();
        connection = relay.connect();
      }
      connection.get(target, DeliveryContract.after(response));
    }
    return received.remove();
  }

  private void take(ReceivedResponse response) throws IOException {
    String type = response.header("Content-Type").orElse("");
    String gap = response.header("Push-Gap").orElse("");
    String id =
        id(response.header("Last-Modified").orElseThrow(), response.header("Etag").orElseThrow());
    byte[] body = response.body().toByteArray();
    if (type.startsWith("multipart/mixed")) {
      PartReader parts = new PartReader(new ByteArrayInputStream(body), type);
      while (parts.hasNext()) {
        received.add(parts.next());
      }
      return;
    }
    String text = new String(body, ISO_8859_1);
    String[] messages = separated ? text.split("\n", -1) : new String[] {text};
    for (int i = 0; i < messages.length; i++) {
      String itsId = i == messages.length - 1 ? id : "";
      received.add(new Received(itsId, i == 0 ? gap : "", messages[i]));
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
