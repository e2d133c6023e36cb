package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.config.RelayConfig;

/** The original configuration, on a free port. */
class DefaultScenarioIT {
  private static final String TEXT =
      RelayConfig.defaultText().replace("127.0.0.1:8080", "127.0.0.1:0");

  @TempDir private static Path directory;

  private static Program program;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    program = Program.start(directory, TEXT, 1);
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  private static HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(program.address().resolve(target));
  }

  private static HttpResponse<String> publish(String target, String body) throws Exception {
    return CLIENT.send(
        request(target).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String target) throws Exception {
    return CLIENT.send(request(target).build(), BodyHandlers.ofString());
  }

  private static CompletableFuture<HttpResponse<String>> hold(String id) {
    CompletableFuture<HttpResponse<String>> held =
        CLIENT.sendAsync(request("/sub?id=" + id).build(), BodyHandlers.ofString());
    awaitSubscribers(id, 1);
    return held;
  }

  private static void awaitSubscribers(String id, int count) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> assertThat(get("/pub?id=" + id).body()).endsWith("active subscribers: " + count));
  }

  @Test
  void aHeldSubscriberGetsTheMessage() throws Exception {
    CompletableFuture<HttpResponse<String>> held = hold("held");

    HttpResponse<String> published = publish("/pub?id=held", "hello");
    HttpResponse<String> received = held.get(5, TimeUnit.SECONDS);

    assertThat(published.statusCode()).isEqualTo(201);
    assertThat(published.body())
        .isEqualTo(
            "queued messages: 1\r\nlast requested: 0 sec. ago (-1=never)\r\nactive subscribers: 0");
    assertThat(received.statusCode()).isEqualTo(200);
    assertThat(received.body()).isEqualTo("hello");
    assertThat(received.headers().firstValue("Content-Type")).hasValue("text/plain");
    assertThat(received.headers().firstValue("Etag")).hasValue("0");
    assertThat(received.headers().firstValue("Last-Modified")).isPresent();
    assertThat(received.headers().map()).doesNotContainKey("server");
  }

  @Test
  void messagesAreWalkedByTheirIds() throws Exception {
    assertThat(publish("/pub?id=walk", "one").statusCode()).isEqualTo(202);
    publish("/pub?id=walk", "two");

    HttpResponse<String> first = get("/sub?id=walk");
    HttpResponse<String> second =
        CLIENT.send(
            request("/sub?id=walk")
                .header("If-Modified-Since", first.headers().firstValue("Last-Modified").get())
                .header("If-None-Match", first.headers().firstValue("Etag").get())
                .build(),
            BodyHandlers.ofString());

    assertThat(first.body()).isEqualTo("one");
    assertThat(second.body()).isEqualTo("two");
  }

  @ParameterizedTest
  @CsvSource({"a%20b, a+b", "%C3%A9, %c3%a9", "a%2Fb, a/b", "%00, %01", "a, A", "%zz, %zy"})
  void channelsAreNamedByTheRawArgument(String one, String other) throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      String head = " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";

      client.send("POST /pub?id=raw-" + one + head);
      assertThat(client.response()).startsWith("HTTP/1.1 202");
      client.send("GET /pub?id=raw-" + one + head);
      assertThat(client.response()).startsWith("HTTP/1.1 200");
      client.send("GET /pub?id=raw-" + other + head);
      assertThat(client.response()).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void anOrdinaryPageIsServedNowhere() throws Exception {
    HttpResponse<String> response = get("/nowhere");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("404 Not Found\n");
  }

  @Test
  void theChannelIsRequired() throws Exception {
    assertThat(get("/sub").statusCode()).isEqualTo(404);
    assertThat(get("/sub?id=").body()).isEqualTo("No channel id provided.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1~~ | 400 Bad Request",
        "POST /pub?id=1 HTTP/1.1~Host: a~Content-Length: 3~Transfer-Encoding: chunked~~abc | 400 Bad Request",
        "POST /pub?id=1 HTTP/1.1~Host: a~Content-Length: 3~Content-Length: 4~~abcd | 400 Bad Request",
        "POST /pub?id=1 HTTP/1.1~Host: a~Content-Length: 3~Content-Length: 3~~abc | 400 Bad Request",
        "POST /pub?id=1 HTTP/1.1~Host: a~Content-Length: 1048577~~ | 413 Payload Too Large",
        "GET /../pub?id=1 HTTP/1.1~Host: a~~ | 400 Bad Request",
        "GET /%2e%2e/pub?id=1 HTTP/1.1~Host: a~~ | 400 Bad Request",
        "GET /%00?id=1 HTTP/1.1~Host: a~~ | 400 Bad Request",
        "GET /%zz?id=1 HTTP/1.1~Host: a~~ | 400 Bad Request",
        "GET /pub?id=\u00e9 HTTP/1.1~Host: a~~ | 400 Bad Request",
        "TRACE /pub?id=1 HTTP/1.1~Host: a~~ | 405 Method Not Allowed",
        "nonsense~~ | 400 Bad Request",
        "GET / HTTP/9.9~Host: a~~ | 505 HTTP Version Not Supported"
      })
  void whatIsNoProperRequestIsRefusedAndTheConnectionClosed(String request, String status)
      throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      String response = client.send(request.replace("~", "\r\n")).response();

      assertThat(response).startsWith("HTTP/1.1 " + status + "\r\n");
      assertThat(response).endsWith("\r\n\r\n" + status + "\n");
      assertThat(response).doesNotContainIgnoringCase("jetty").doesNotContain("Server:");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"17000, 414 URI Too Long"})
  void aTargetThatIsTooLongIsRefused(int length, String status) throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      client.send("GET /sub?id=" + "a".repeat(length) + " HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.response()).startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void requestsOnOneConnectionAreAnsweredInOrder() throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      client.send(
          "POST /pub?id=pipe HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
              + "GET /sub?id=pipe HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.response()).startsWith("HTTP/1.1 202 Accepted\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhi");
    }
  }

  @Test
  void aClientThatLeavesIsForgotten() throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      client.send("GET /sub?id=gone HTTP/1.1\r\nHost: a\r\n\r\n");
      awaitSubscribers("gone", 1);
    }
    awaitSubscribers("gone", 0);

    assertThat(publish("/pub?id=gone", "x").statusCode()).isEqualTo(202);
  }

  @Test
  void sigtermAnswersThoseWhoWait(@TempDir Path own) throws Exception {
    try (Program other = Program.start(own, TEXT, 1);
        RawClient waiting = new RawClient(other.address());
        RawClient idle = new RawClient(other.address());
        RawClient slow = new RawClient(other.address())) {
      URI info = other.address().resolve("/pub?id=a");
      waiting.send("GET /sub?id=a HTTP/1.1\r\nHost: a\r\n\r\n");
      slow.send("POST /pub?id=b HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
      await()
          .until(
              () ->
                  CLIENT
                      .send(HttpRequest.newBuilder(info).build(), BodyHandlers.ofString())
                      .body()
                      .endsWith("active subscribers: 1"));
      long start = System.nanoTime();

      other.terminate();

      String response = waiting.response();
      assertThat(response)
          .startsWith("HTTP/1.1 304 Not Modified\r\n")
          .contains("Connection: close\r\n");
      assertThat(waiting.isAtEnd()).isTrue();
      assertThat(idle.isAtEnd()).isTrue();
      assertThat(other.await(5)).isEqualTo(143);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(other.errors()).isEmpty();
    }
  }
}
