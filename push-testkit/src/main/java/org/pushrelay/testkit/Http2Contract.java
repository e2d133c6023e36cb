package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;

/**
 * What a transport must do that also serves HTTP/2, at the port where it serves HTTP/1.1; beside
 * {@link ExchangeContract}. In clear text the client comes by HTTP/1.1 and upgrades.
 */
public interface Http2Contract extends TransportContract {

  private static HttpClient newClient(RelayUnderTest relay) {
    HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2);
    relay.transport().tls().ifPresent(client::sslContext);
    return client.build();
  }

  private HttpRequest get(RelayUnderTest relay, String target, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(relay.scheme() + "://127.0.0.1:" + relay.port() + target))
            .timeout(Eventually.DEADLINE.multipliedBy(2));
    return headers.length == 0 ? request.build() : request.headers(headers).build();
  }

  private HttpRequest post(RelayUnderTest relay, String target, String body) {
    return post(relay, target, body.getBytes(UTF_8));
  }

  private HttpRequest post(RelayUnderTest relay, String target, byte[] body) {
    return HttpRequest.newBuilder(get(relay, target), (name, value) -> true)
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  /** A client whose connection speaks HTTP/2 already. */
  private HttpClient connected(RelayUnderTest relay) {
    HttpClient client = newClient(relay);
    HttpResponse<String> first = send(client, get(relay, "/seen"));
    assertThat(first.statusCode()).isEqualTo(200);
    HttpResponse<String> second = send(client, get(relay, "/seen"));
    assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(second.body())
        .contains("protocol HTTP/2", "scheme " + relay.scheme(), "host 127.0.0.1");
    return client;
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
    return client.sendAsync(request, BodyHandlers.ofString()).join();
  }

  @Test
  default void http2HeldGetsAreAnsweredWithTheNextMessage(RelayUnderTest relay) {
    HttpClient client = connected(relay);
    int held = 50;
    List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
    for (int i = 0; i < held; i++) {
      responses.add(client.sendAsync(get(relay, "/nhpm/sub?id=a"), BodyHandlers.ofString()));
    }
    relay.awaitHeld("a", held);

    assertThat(send(client, post(relay, "/pub?id=a", "hi")).statusCode()).isEqualTo(201);

    for (CompletableFuture<HttpResponse<String>> response : responses) {
      HttpResponse<String> message = response.join();
      assertThat(message.statusCode()).isEqualTo(200);
      assertThat(message.body()).isEqualTo("hi");
      assertThat(message.headers().firstValue("etag")).hasValue("0");
      assertThat(message.headers().firstValue("last-modified"))
          .hasValue("Mon, 23 Nov 2026 01:30:01 GMT");
    }
  }

  @Test
  default void http2SubscriberFollowsTheChannelInOrder(RelayUnderTest relay) {
    HttpClient client = connected(relay);
    for (int i = 0; i < 20; i++) {
      send(client, post(relay, "/pub?id=a", "m" + i));
    }
    List<String> read = new ArrayList<>();
    String[] cursor = {};
    while (read.size() < 20) {
      HttpResponse<String> message = send(client, get(relay, "/sub?id=a", cursor));
      read.add(message.body());
      cursor =
          new String[] {
            "If-Modified-Since", message.headers().firstValue("last-modified").orElseThrow(),
            "If-None-Match", message.headers().firstValue("etag").orElseThrow()
          };
    }

    assertThat(read).isEqualTo(IntStream.range(0, 20).mapToObj(i -> "m" + i).toList());
  }

  @Test
  default void http2CarriesLargeMessages(RelayUnderTest relay) {
    HttpClient client = connected(relay);
    byte[] body = MessageBodyContract.pattern(1 << 20);
    CompletableFuture<HttpResponse<byte[]>> held =
        client.sendAsync(get(relay, "/sub?id=a"), BodyHandlers.ofByteArray());
    relay.awaitHeld("a", 1);

    assertThat(send(client, post(relay, "/pub?id=a", body)).statusCode()).isEqualTo(201);

    assertThat(MessageBody.wrap(held.join().body())).isEqualTo(MessageBody.copyOf(body));
  }

  @Test
  default void http2BodyAboveTheLimitIsRefused(RelayUnderTest relay) {
    HttpClient client = connected(relay);

    int status;
    try {
      status = send(client, post(relay, "/small?id=a", new byte[100_000])).statusCode();
    } catch (CompletionException e) {
      // the stream may be reset before the client reads the response
      assertThat(e).hasCauseInstanceOf(IOException.class);
      assertThat(e.getCause()).isNotInstanceOf(HttpTimeoutException.class);
      status = 413;
    }

    assertThat(status).isEqualTo(413);
    assertThat(relay.channel("a").info().join()).isEmpty();
  }

  @Test
  default void http2ResetOfAHeldStreamIsNoticed(RelayUnderTest relay) {
    HttpClient client = connected(relay);
    CompletableFuture<HttpResponse<String>> staying =
        client.sendAsync(get(relay, "/sub?id=a"), BodyHandlers.ofString());
    CompletableFuture<HttpResponse<String>> leaving =
        client.sendAsync(get(relay, "/sub?id=a"), BodyHandlers.ofString());
    relay.awaitHeld("a", 2);

    leaving.cancel(true);

    if (relay.has(TransportTrait.NOTICES_HTTP2_RESET)) {
      relay.awaitHeldWithin(Duration.ofSeconds(1), "a", 1);
    }
    assertThat(send(client, post(relay, "/pub?id=a", "hello")).statusCode()).isEqualTo(201);
    assertThat(staying.join().body()).isEqualTo("hello");
    assertThat(relay.subscribers("a")).isZero();
  }

  @Test
  default void http2StreamsCarryWhatIsPublishedAndEndWithTheirChannel(RelayUnderTest relay) {
    HttpClient client = connected(relay);
    CompletableFuture<HttpResponse<String>> stream =
        client
            .sendAsync(
                get(relay, "/sub?id=a", "Accept", "text/event-stream"), BodyHandlers.ofString())
            .orTimeout(2 * Eventually.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    relay.awaitHeld("a", 1);

    for (int i = 0; i < 3; i++) {
      assertThat(relay.publish("a", "m" + i).status()).isEqualTo(201);
    }
    relay.channel("a").delete().join();

    assertThat(stream.join().body())
        .startsWith(": hi\n\n")
        .containsSubsequence("data: m0\n\n", "data: m1\n\n", "data: m2\n\n");
  }

  @Test
  default void http2GetWithTheKeyOfAWebSocketIsRefusedAtOnce(RelayUnderTest relay) {
    HttpResponse<String> response =
        send(connected(relay), get(relay, "/sub?id=a", "Sec-WebSocket-Key", WebSocketClient.KEY));

    assertThat(response.statusCode()).isEqualTo(426);
    assertThat(response.headers().firstValue("Upgrade")).isEmpty();
    assertThat(response.body()).contains("proxy_http_version 1.1;");
  }

  @Test
  default void http2AnswersWithoutABodyAreWhole(RelayUnderTest relay) {
    HttpClient client = connected(relay);
    CompletableFuture<HttpResponse<String>> held =
        client.sendAsync(get(relay, "/short?id=a"), BodyHandlers.ofString());
    relay.awaitHeld("a", 1);

    relay.time().advance(ContractEndpoints.SHORT_WAIT);

    assertThat(held.join().statusCode()).isEqualTo(304);
    assertThat(send(client, get(relay, "/poll?id=a")).statusCode()).isEqualTo(304);
    HttpRequest head =
        HttpRequest.newBuilder(get(relay, "/pub?id=a"), (name, value) -> true)
            .method("HEAD", BodyPublishers.noBody())
            .build();
    assertThat(send(client, head).statusCode()).isEqualTo(200);
    assertThat(send(client, head).body()).isEmpty();
  }

  @Test
  default void http2HeldRequestsAreToldOfTheShutdown(RelayUnderTest relay) {
    HttpClient client = connected(relay);
    List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      responses.add(client.sendAsync(get(relay, "/sub?id=a"), BodyHandlers.ofString()));
    }
    relay.awaitHeld("a", 10);

    relay.engine().drain();

    for (CompletableFuture<HttpResponse<String>> response : responses) {
      assertThat(response.join().statusCode()).isEqualTo(503);
      assertThat(response.join().headers().firstValue("retry-after")).isPresent();
    }
  }

  @Test
  default void http2RequestWithFieldsThatContradictItsFramesIsRefused(RelayUnderTest relay) {
    assumeTrue(
        relay.has(TransportTrait.REFUSES_HTTP2_FRAMING_FIELDS), "wrong framing fields are taken");
    String[][] requests = {
      {"POST", "hello", "transfer-encoding", "chunked"},
      {"GET", "", "transfer-encoding", "chunked"},
      {"POST", "hello", "content-length", "-1"},
      {"POST", "hello", "content-length", "4"},
      {"POST", "hello", "content-length", "6"},
      {"POST", "hello", "content-length", "5", "content-length", "6"},
      {"GET", "", "content-length", "-1"},
      {"GET", "", "content-length", "5"},
    };
    for (String[] request : requests) {
      String target = request[0].equals("GET") ? "/seen" : "/pub?id=a";
      String[] fields = Arrays.copyOfRange(request, 2, request.length);
      try (RawHttp2 client = RawHttp2.open(relay.transport())) {
        int status = client.request(request[0], target, request[1], fields).status();

        assertThat(status).as(String.join(" ", request)).isIn(0, 400);
      }
    }
    assertThat(relay.channel("a").info().join()).isEmpty();
    try (RawHttp2 client = RawHttp2.open(relay.transport())) {
      client.request("POST", "/pub?id=a", "hello", "content-length", "5");
      Eventually.until("published", () -> relay.channel("a").info().join().isPresent());
    }
  }
}
