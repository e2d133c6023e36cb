package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.http.RelayServer;
import org.pushrelay.server.transport.TransportUnderTest;

/** What clients of Nchan count on though no standard says so: each to the byte. */
@Timeout(60)
class PickyClientIT {
  private static final String TEXT =
      """
      server {
        listen 127.0.0.1:0;
        client_max_body_size 4m;
        push_close_delimited_streams on;
        nchan_access_control_allow_origin https://app.example.org;
        location = /pub { nchan_publisher; nchan_channel_id $arg_id; }
        location = /sub { nchan_subscriber; nchan_channel_id $arg_id; }
        location = /poll-only { nchan_subscriber longpoll; nchan_channel_id $arg_id; }
        location = /raw { nchan_subscriber http-raw-stream; nchan_channel_id $arg_id; }
        location = /raw-batch {
          nchan_subscriber longpoll;
          nchan_channel_id $arg_id;
          nchan_longpoll_multipart_response raw;
        }
      }
      """;

  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  private static final String DATE = "\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT";

  /** With the length and the body as groups. */
  private static final Pattern REFUSAL =
      Pattern.compile(
          "(?s)HTTP/1.1 4\\d\\d \\w[^\r]+\r\n.*Content-Length: (\\d+)\r\n(?:.*\r\n)?\r\n(.*)");

  @TempDir private static Path directory;

  private static RelayServer server;
  private static URI base;

  @BeforeAll
  static void start() throws Exception {
    Path file = Files.writeString(directory.resolve("relay.conf"), TEXT);
    server = RelayServer.start(RelayConfig.read(file), TransportUnderTest.transport());
    base = URI.create(server.addresses().get(0));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String head(String methodAndTarget, String... lines) {
    return methodAndTarget
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + Stream.of(lines).map(line -> line + "\r\n").reduce("", String::concat)
        + "\r\n";
  }

  private static String post(String id, String body, String... lines) {
    String length = "Content-Length: " + body.length();
    String[] all = Stream.concat(Stream.of(lines), Stream.of(length)).toArray(String[]::new);
    return head("POST /pub?id=" + id, all) + body;
  }

  private static void publish(String id, String body, String... lines) throws IOException {
    try (RawClient publisher = new RawClient(base)) {
      assertThat(publisher.send(post(id, body, lines)).response()).startsWith("HTTP/1.1 20");
    }
  }

  private static String webSocket(String target, String... lines) {
    String[] all =
        Stream.concat(Stream.of("Upgrade: websocket", "Connection: Upgrade"), Stream.of(lines))
            .toArray(String[]::new);
    return head("GET " + target, all);
  }

  /**
   * A row of the table.
   *
   * @param name also the channel, where two messages are
   * @param request what is sent
   * @param status the first line of the response
   * @param headers lines that the response has, exactly so
   * @param body what follows the head
   */
  record Row(String name, String request, String status, List<String> headers, String body) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(
      String name, String request, String status, List<String> headers, String body) {
    return new Row(name, request, status, headers, body);
  }

  static Stream<Row> rows() {
    String ok = "HTTP/1.1 200 OK";
    String id = "\\d+:\\d+";
    String part = "\r\nLast-Modified: " + DATE + "\r\nEtag: \\d+\r\n";
    return Stream.of(
        row(
            "poll",
            head("GET /sub?id=poll"),
            ok,
            List.of("Last-Modified: " + DATE, "Etag: \\d+", "Content-Type: text/x-a"),
            "one"),
        row(
            "poll-with-bare-line-feeds",
            head("GET /sub?id=poll-with-bare-line-feeds").replace("\r", ""),
            ok,
            List.of("Etag: \\d+"),
            "one"),
        row(
            "raw-batch",
            head("GET /raw-batch?id=raw-batch"),
            ok,
            List.of("Etag: \\d+", "Content-Length: 14"),
            "one\ntwo\nlines\n"),
        row(
            "chunks",
            head("GET /sub?id=chunks", "TE: chunked"),
            ok,
            List.of("Transfer-Encoding: chunked"),
            "3\r\none\r\n9\r\ntwo\nlines\r\n"),
        row(
            "chunks-in-any-case",
            head("GET /sub?id=chunks-in-any-case", "te: trailers, Chunked;q=0.5"),
            ok,
            List.of("Transfer-Encoding: chunked"),
            "3\r\none\r\n9\r\ntwo\nlines\r\n"),
        row(
            "parts",
            head("GET /sub?id=parts", "Accept: multipart/mixed"),
            ok,
            List.of("Content-Type: multipart/mixed; boundary=[0-9A-Za-z]+"),
            "(--[0-9A-Za-z]+)"
                + part
                + "Content-Type: text/x-a\r\n\r\none\r\n\\1"
                + part
                + "\r\ntwo\nlines\r\n\\1"),
        row(
            "events",
            head("GET /sub?id=events", "Accept: text/event-stream"),
            ok,
            List.of("Content-Type: text/event-stream; charset=utf-8"),
            ": hi\n\nevent: named\nid: "
                + id
                + "\ndata: one\n\n"
                + "id: "
                + id
                + "\ndata: two\ndata: lines\n\n"),
        row(
            "events-with-bare-line-feeds",
            head("GET /sub?id=events-with-bare-line-feeds", "Accept: text/event-stream")
                .replace("\r", ""),
            ok,
            List.of(),
            ": hi\n\nevent: named\n(?s:.*)lines\n\n"),
        row("raw", head("GET /raw?id=raw"), ok, List.of(), "one\ntwo\nlines\n"),
        row(
            "socket",
            webSocket("/sub?id=socket", "Sec-WebSocket-Version: 13", KEY),
            "HTTP/1.1 101 Switching Protocols",
            List.of(
                "Connection: upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\\+xOo="),
            "\u0081\3one\u0081\ttwo\nlines"),
        row(
            "socket-with-bare-line-feeds",
            webSocket("/sub?id=socket-with-bare-line-feeds", "Sec-WebSocket-Version: 13", KEY)
                .replace("\r", ""),
            "HTTP/1.1 101 Switching Protocols",
            List.of("Connection: upgrade"),
            "\u0081\3one\u0081\ttwo\nlines"),
        row(
            "socket-with-meta",
            webSocket(
                "/sub?id=socket-with-meta",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Protocol: ws+meta.nchan",
                KEY),
            "HTTP/1.1 101 Switching Protocols",
            List.of("Sec-WebSocket-Protocol: ws\\+meta.nchan"),
            "\u0081.id: "
                + id
                + "\ncontent-type: text/x-a\n\none"
                + "\u0081.id: "
                + id
                + "\n\ntwo\nlines"),
        row(
            "info",
            head("GET /pub?id=info"),
            ok,
            List.of("Content-Type: text/plain"),
            "queued messages: 2\r\nlast requested: -1 sec. ago\r\nactive subscribers: 0\r\n"
                + "last message id: "
                + id),
        row(
            "info-with-bare-line-feeds",
            head("GET /pub?id=info-with-bare-line-feeds").replace("\r", ""),
            ok,
            List.of(),
            "queued messages: 2\r\n(?s:.*)\r\nlast message id: " + id));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theAnswerIs(Row row) throws IOException {
    assumeServed(row.request());
    publish(row.name(), "one", "Content-Type: text/x-a", "X-EventSource-Event: named");
    publish(row.name(), "two\nlines");
    Pattern body = Pattern.compile("(?s).*?\r\n\r\n" + row.body());

    try (RawClient client = new RawClient(base)) {
      String response = client.send(row.request()).until(body);

      assertThat(response).startsWith(row.status() + "\r\n");
      List<String> head = response.substring(0, response.indexOf("\r\n\r\n")).lines().toList();
      for (String header : row.headers()) {
        assertThat(head).anyMatch(line -> line.matches(header), header);
      }
      assertThat(head.stream().filter(line -> line.startsWith("Connection:")).count())
          .isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /sub?id=a HTTP/1.1\nSec-WebSocket-Version: 13",
        "GET /sub?id=a HTTP/1.1\nSec-WebSocket-Version: 8\n" + KEY,
        "GET /sub?id=a HTTP/1.1\n" + KEY,
        "GET /sub HTTP/1.1\nSec-WebSocket-Version: 13\n" + KEY,
        "GET /sub?id=a HTTP/1.1\nSec-WebSocket-Version: 13\nOrigin: https://evil.example.org\n"
            + KEY,
        "GET /poll-only?id=a HTTP/1.1\nSec-WebSocket-Version: 13\n" + KEY
      })
  void aRefusedHandshakeIsOneWrite(String lines) throws IOException {
    String request =
        lines.replace("\n", "\r\n")
            + "\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    try (RawClient client = new RawClient(base)) {
      String response = client.send(request).firstPiece();

      Matcher whole = REFUSAL.matcher(response);
      assertThat(whole.matches()).as(response).isTrue();
      assertThat(whole.group(2)).hasSize(Integer.parseInt(whole.group(1))).isNotEmpty();
    }
  }

  @Test
  void aMessageIsOneChunkHoweverLargeAndAnEmptyOneIsNone() throws IOException {
    try (RawClient client = new RawClient(base)) {
      client
          .send(head("GET /sub?id=large", "TE: chunked"))
          .until(Pattern.compile("(?s).*\r\n\r\n"));
      String large = "x".repeat(2_000_000);

      publish("large", large);
      publish("large", "");
      publish("large", "end");

      String received = client.until("end").stripTrailing();
      assertThat(received.substring(0, 8)).isEqualToIgnoringCase("1e8480\r\n");
      // not compared by assertThat: a failure would show megabytes
      assertThat(received.substring(8).equals(large + "\r\n3\r\nend")).as("one chunk").isTrue();
    }
  }

  @Test
  void anEventStreamHasLinesOfFiveKindsOnly() throws IOException {
    try (RawClient client = new RawClient(base)) {
      client.send(head("GET /sub?id=lines", "Accept: text/event-stream"));
      client.until(Pattern.compile("(?s).*: hi\n\n"));

      publish("lines", "\r\n\r\nid: 1\rretry: 5\n\nevent: x\n:", "X-EventSource-Event: e");
      publish("lines", "");
      publish("lines", "last");

      String stream = client.until(Pattern.compile("(?s).*data: last\n\n"));
      assertThat(stream.split("\n", -1))
          .allMatch(line -> line.matches("|(: |data: |id: |event: |retry: ).*"));
      assertThat(stream).doesNotContain("\r");
    }
  }

  @Test
  void thePublisherIsToldTheIdThatSubscribersSee() throws IOException {
    try (RawClient client = new RawClient(base)) {
      String info = client.send(post("told", "x")).response();
      String seen =
          client
              .send(head("GET /sub?id=told", "Accept: text/event-stream"))
              .until(Pattern.compile("(?s).*data: x\n\n"));

      String id = info.substring(info.lastIndexOf("last message id: ") + 17);
      assertThat(seen).contains("\nid: " + id + "\n");
    }
  }

  /** Jetty refuses heads with bare line feeds. */
  private static void assumeServed(String request) {
    assumeTrue(
        request.contains("\r") || !TransportUnderTest.NAME.equals("jetty"),
        "SKIPPED on Jetty: bare line feeds are refused there");
  }

  @Test
  void aHeadWithBareLineFeedsMayHaveABody() throws IOException {
    assumeServed("\n");
    try (RawClient client = new RawClient(base)) {
      String response = client.send(post("bare", "body").replace("\r", "")).response();

      assertThat(response).startsWith("HTTP/1.1 202 Accepted\r\n");
      assertThat(client.send(head("GET /sub?id=bare")).response()).endsWith("\r\n\r\nbody");
    }
  }
}
