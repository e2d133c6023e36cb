package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time. */
class TimeoutsIT {
  private static final String TEXT =
      """
      client_header_timeout 1s;
      client_body_timeout 1s;
      keepalive_timeout 3s;
      server {
        listen 127.0.0.1:0 http2;
        location /pub { push_publisher; set $push_channel_id $arg_id; }
        location /sub { push_subscriber; set $push_channel_id $arg_id; push_subscriber_timeout 4500ms; }
      }
      """;
  private static final String ASK = "GET /pub?id=a HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir private static Path directory;

  private static Program program;

  @BeforeAll
  static void start() throws IOException {
    program = Program.start(directory, TEXT, 1);
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  private static void dripUntilClosed(RawClient client) {
    await()
        .pollInterval(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> client.send("X: y\r\n"))
                    .isInstanceOf(SocketException.class));
  }

  @Test
  void aHeadThatDripsIsGivenUp() throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n");

      dripUntilClosed(client);
    }
  }

  @Test
  void headOfLaterRequestThatDripsIsGivenUp() throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      assertThat(client.send(ASK).response()).startsWith("HTTP/1.1 404 ");
      client.send("GET / HTTP/1.1\r\nHost: a\r\n");

      dripUntilClosed(client);
    }
  }

  @Test
  void aClientThatSaysNothingIsGivenUp() throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aBodyThatDoesNotComeIsGivenUp() throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      client.send("POST /pub?id=half HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");

      assertThat(client.response()).matches("(?s)(HTTP/1.1 4.*)?");
      assertThat(client.isAtEnd()).isTrue();
    }
    try (RawClient client = new RawClient(program.address())) {
      client.send("GET /pub?id=half HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void heldRequestOutlivesTheHeadTimeout() throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      client.send("GET /sub?id=held HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.response()).startsWith("HTTP/1.1 304 ");
      assertThat(client.send(ASK).response()).startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void heldRequestOverHttp2OutlivesTheHeadTimeout() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    HttpRequest ask = HttpRequest.newBuilder(program.address().resolve("/pub?id=b")).build();
    HttpRequest wait = HttpRequest.newBuilder(program.address().resolve("/sub?id=b")).build();
    client.send(ask, BodyHandlers.discarding());

    HttpResponse<Void> response = client.send(wait, BodyHandlers.discarding());

    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(304);
  }

  @Test
  void anIdleConnectionStaysAsLongAsItMay() throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      assertThat(client.send(ASK).response()).startsWith("HTTP/1.1 404 ");
      long start = System.nanoTime();

      assertThat(client.isAtEnd()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
    }
  }
}
