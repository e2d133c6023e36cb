package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushrelay.testkit.Eventually;

/** Connections are limited by the memory that they take. */
@Timeout(60)
class ConnectionMemoryTest {
  /** More than the limit allows on any transport. */
  private static final int MANY = 60;

  @AutoClose
  private final RelayUnderTest relay =
      RelayUnderTest.of(
          """
          http {
            http2 on;
            push_max_connection_memory 48k;
            server {
              listen 127.0.0.1:0;
              access_log off;
              location = /pub { nchan_publisher; nchan_channel_id $arg_id; }
              location = /sub { nchan_subscriber; nchan_channel_id $arg_id; }
              location = /look { push_subscriber interval-poll; set $push_channel_id $arg_id; }
              location = /ws { nchan_pubsub; nchan_channel_id $arg_id; }
              location = /ok { return 200 "ok"; }
            }
          }
          """);

  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void closeAll() {
    sockets.forEach(ConnectionMemoryTest::close);
    sockets.clear();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(relay.base().getHost(), relay.base().getPort());
    socket.setSoTimeout(10_000);
    sockets.add(socket);
    return socket;
  }

  private Socket send(String request) {
    try {
      Socket socket = connect();
      socket.getOutputStream().write((request + "\r\n").getBytes(ISO_8859_1));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Socket get(String internalTarget, String... headers) {
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return send("GET " + internalTarget + " HTTP/1.1\r\nHost: a\r\n" + lines);
  }

  /** The status of the response; empty if the connection ends without one. */
  private static String status(Socket socket) {
    try {
      return readStatus(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String readStatus(Socket socket) throws IOException {
    String begin = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
    return begin.isEmpty() ? "" : begin.substring(9);
  }

  /** Opens event streams until one is refused; returns how many there are. */
  private int openStreams() {
    for (int open = 0; open < MANY; open++) {
      String status = status(get("/sub?id=a", "Accept: text/event-stream"));
      if (!status.equals("200")) {
        assertThat(status).isEqualTo("503");
        return open;
      }
    }
    throw new AssertionError("no stream was refused");
  }

  private int openAndCloseStreams() {
    int open = openStreams();
    closeAll();
    return open;
  }

  private String statusOfPublish() {
    return status(send("POST /pub?id=a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"));
  }

  private String statusOfStream() {
    return status(get("/sub?id=a", "Accept: text/event-stream"));
  }

  @Test
  void subscribersBeyondTheLimitAreRefusedWhilePublishersAreServed() {
    assertThat(openStreams()).isPositive();

    assertThat(status(get("/sub?id=a"))).isEqualTo("503");
    Eventually.until("a publisher is served", () -> statusOfPublish().equals("201"));
  }

  @Test
  void webSocketsBeyondTheLimitAreRefused() {
    openStreams();

    String[] handshake = {
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
    };
    Eventually.until("it is refused", () -> status(get("/ws?id=a", handshake)).equals("503"));
  }

  @Test
  void pollThatIsAnsweredAtOnceIsServedBeyondTheLimit() {
    openStreams();

    Eventually.until("it is served", () -> status(get("/look?id=b")).equals("304"));
  }

  @Test
  void connectionBeyondAllMemoryIsRefusedAtOnce() throws IOException {
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < MANY && refused.isEmpty(); i++) {
      Socket socket = connect();
      socket.setSoTimeout(200);
      try {
        refused.add(readStatus(socket));
      } catch (SocketTimeoutException e) {
        // admitted: the relay waits for a request
        continue;
      }
    }

    assertThat(refused).containsExactly("503");
  }

  @Test
  void closedConnectionsMakeRoomForAsManySubscribers() {
    int before = openAndCloseStreams();

    Eventually.until("there is room", () -> openAndCloseStreams() == before);
  }

  @Test
  void streamsOfOneHttp2ConnectionAreCountedEach() throws IOException {
    try (RawHttp2 client = new RawHttp2(relay.base())) {
      for (int i = 0; i < MANY; i++) {
        client.begin("/sub?id=a", ":authority", "a");
      }

      // a status that is not in the client's table
      assertThat(client.get("/sub?id=a", ":authority", "a").status()).isEqualTo(1);
    }
    Eventually.until("a subscriber is served", () -> statusOfStream().equals("200"));
  }

  @Test
  void shortRequestsOfHttp2AreServedBeyondTheLimit() throws IOException {
    try (RawHttp2 client = new RawHttp2(relay.base())) {
      for (int i = 0; i < MANY; i++) {
        client.begin("/sub?id=a", ":authority", "a");
      }

      assertThat(client.get("/ok", ":authority", "a").status()).isEqualTo(200);
    }
  }
}
