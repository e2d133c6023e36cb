package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushrelay.testkit.Eventually;

/** nginx's {@code stub_status}, on the transport that the run is about. */
@Timeout(60)
class StubStatusTest {
  private static final String CONFIG =
      """
      server {
        listen 127.0.0.1:0;
        location = /status { stub_status; }
        location = /ok { return 200 ok; }
        location /sub { nchan_subscriber; nchan_channel_id $arg_id; }
      }
      """;

  @AutoClose private final RelayUnderTest relay = RelayUnderTest.of(CONFIG);

  private Socket send(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), relay.base().getPort());
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return socket;
  }

  private String ask() {
    try (Socket client = send("GET /status HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
      String response = new String(client.getInputStream().readAllBytes(), US_ASCII);
      assertThat(response).startsWith("HTTP/1.1 200 ").contains("\r\nContent-Type: text/plain\r\n");
      return response.substring(response.indexOf("\r\n\r\n") + 4);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void firstRequestSeesItself() {
    assertThat(ask())
        .isEqualTo(
            "Active connections: 1 \n"
                + "server accepts handled requests\n"
                + " 1 1 1 \n"
                + "Reading: 0 Writing: 1 Waiting: 0 \n");
  }

  @Test
  void connectionsAreCountedByWhatTheyDo() throws IOException {
    try (Socket idle = send("GET /ok HTTP/1.1\r\nHost: a\r\n\r\n");
        Socket held = send("GET /sub?id=a HTTP/1.1\r\nHost: a\r\n\r\n");
        Socket stream =
            send("GET /sub?id=a HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
        Socket slow = send("GET /ok HTTP/1.1\r\nHo")) {
      Eventually.until(
          "one connection reads, one waits, and two beside the asking one are answered",
          () -> {
            String status = ask();
            return status.startsWith("Active connections: 5 \n")
                && status.endsWith("Reading: 1 Writing: 3 Waiting: 1 \n");
          });

      assertThat(idle.isClosed() || held.isClosed() || stream.isClosed() || slow.isClosed())
          .isFalse();
    }
    Eventually.until(
        "only the asking one is left", () -> ask().startsWith("Active connections: 1 \n"));
  }

  @Test
  void acceptedConnectionsAndRequestsAreCountedFromTheStart() throws IOException {
    try (Socket client =
        send(
            "GET /ok HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3)
                + "GET /ok HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
      client.getInputStream().readAllBytes();
    }
    try (Socket broken = send("NONSENSE\r\n\r\n")) {
      broken.getInputStream().readAllBytes();
    }

    assertThat(ask()).contains("server accepts handled requests\n 3 3 6 \n");
  }

  @Test
  void otherMethodsAreRefused() {
    assertThat(relay.post("/status", "x").statusCode()).isEqualTo(405);
  }
}
