package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushrelay.testkit.Eventually;

/** Variables with their values in a relay at work. */
@Timeout(60)
class BuiltInVariablesTest {
  private static final String CONFIG =
      """
      server {
        listen 127.0.0.1:0;
        location ~ ^/pub/(\\w+)$ {
          nchan_publisher;
          nchan_channel_id $1;
          add_header X-Messages $nchan_channel_message_count always;
          add_header X-Subscribers $nchan_channel_subscriber_count always;
          add_header X-Seen $nchan_channel_subscriber_last_seen always;
        }
        location ~ ^/sub/(\\w+)$ { nchan_subscriber; nchan_channel_id $1; }
        location = /time { return 200 "$time_iso8601 $msec"; }
        location = /ends { return 200 "$remote_addr $remote_port $server_addr $server_port"; }
        location = /length { return 200 $request_length; }
        location = /process { return 200 "$pid $nchan_version"; }
        location = /nowhere { return 200 "<$nchan_channel_message_count>"; }
        location = /status {
          return 200 "$nchan_stub_status_total_published_messages $nchan_stub_status_stored_messages
      $nchan_stub_status_channels $nchan_stub_status_subscribers
      $nchan_stub_status_shared_memory_used
      $nchan_stub_status_redis_connected_servers $nchan_stub_status_total_ipc_alerts_sent";
        }
      }
      """;

  @AutoClose private final RelayUnderTest relay = RelayUnderTest.of(CONFIG);

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("none");
  }

  /** The body of the response to these bytes, on a connection that is closed after it. */
  private String send(Socket client, String request) throws IOException {
    client.getOutputStream().write(request.getBytes(US_ASCII));
    String response = new String(client.getInputStream().readAllBytes(), US_ASCII);
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getByName("127.0.0.1"), relay.base().getPort());
  }

  @Test
  void timeIsThatOfTheRequest() {
    Instant before = Instant.now().minusSeconds(1);

    String[] times = relay.get("/time").body().split(" ", -1);

    assertThat(times[0]).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d");
    assertThat(OffsetDateTime.parse(times[0]).toInstant())
        .isBetween(before, Instant.now().plusSeconds(1));
    assertThat(times[1]).matches("\\d{10}\\.\\d{3}");
  }

  @Test
  void bothEndsOfTheConnectionAreNamed() throws IOException {
    try (Socket client = connect()) {
      assertThat(send(client, "GET /ends HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .isEqualTo("127.0.0.1 %d 127.0.0.1 %d", client.getLocalPort(), relay.base().getPort());
    }
  }

  @Test
  void requestLengthIsThatOfLineHeadersAndBody() throws IOException {
    String request =
        "POST /length?a=%20b HTTP/1.1\r\nHost: a\r\nX-Two: 1\r\nX-Two: 22\r\n"
            + "Connection: close\r\nContent-Length: 5\r\n\r\nhello";
    try (Socket client = connect()) {
      assertThat(send(client, request)).isEqualTo(Integer.toString(request.length()));
    }
  }

  @Test
  void processAndVersionAreNamed() {
    assertThat(relay.get("/process").body())
        .matches(ProcessHandle.current().pid() + " 1\\.3\\.\\d+");
  }

  @Test
  void channelIsCountedWhenThePublisherIsAnswered() {
    assertThat(header(relay.get("/pub/a"), "X-Messages")).isEqualTo("0");

    HttpResponse<String> first = relay.post("/pub/a", "one");
    CompletableFuture<HttpResponse<String>> waiting = relay.hold("/sub/b");
    Eventually.until(
        "a subscriber waits", () -> header(relay.get("/pub/b"), "X-Subscribers").equals("1"));
    HttpResponse<String> second = relay.post("/pub/a", "two");

    assertThat(header(first, "X-Messages")).isEqualTo("1");
    assertThat(header(first, "X-Subscribers")).isEqualTo("0");
    assertThat(header(first, "X-Seen")).isEqualTo("0");
    assertThat(header(second, "X-Messages")).isEqualTo("2");
    long seen = Long.parseLong(header(relay.get("/pub/b"), "X-Seen"));
    assertThat(Duration.between(Instant.ofEpochSecond(seen), Instant.now()))
        .isBetween(Duration.ofSeconds(-1), Duration.ofMinutes(1));
    relay.post("/pub/b", "end");
    waiting.join();
  }

  @Test
  void locationWithoutChannelsHasNoNumbersOfAChannel() {
    assertThat(relay.get("/nowhere").body()).isEqualTo("<>");
  }

  @Test
  void statusOfTheRelayIsInVariables() {
    relay.post("/pub/a", "one");
    relay.post("/pub/a", "two");
    relay.post("/pub/b", "three");

    assertThat(relay.get("/status").body()).matches("3 3\\s2 0\\s[1-9]\\d*K\\s0 0");
  }
}
