package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.config.RelayConfig;

/** What a configuration makes of the wire: its profile, its framing, its origins. */
@Timeout(60)
class WireProfileTest {
  private static final String CONFIG =
      """
      server {
        listen 127.0.0.1:0;
        set $push_channel_id $arg_id;
        location /pub { push_publisher; }
        location /sub { push_subscriber; }
        location /standard/pub { push_publisher; push_profile standard; }
        location /standard/sub { push_subscriber; push_profile standard; }
        location /like-nchan/sub { push_subscriber; push_profile nchan; }
        location /nchan { nchan_subscriber; }
        location /nchan/polls { nchan_subscriber longpoll; }
        location /nchan/interval { nchan_subscriber intervalpoll; }
        location /unframed { nchan_subscriber; push_close_delimited_streams on; }
        location /asked { nchan_subscriber; deny 192.0.2.1; }
        location /host { nchan_subscriber; nchan_access_control_allow_origin http://$host; }
        location /closed { nchan_subscriber; push_profile standard; }
      }
      """;

  @AutoClose private static RelayUnderTest relay;
  @AutoClose private static RelayUnderTest defaults;

  @BeforeAll
  static void start() {
    relay = RelayUnderTest.of(CONFIG);
    defaults =
        RelayUnderTest.of(RelayConfig.defaultText().replace("127.0.0.1:8080", "127.0.0.1:0"));
  }

  @ParameterizedTest
  @CsvSource({"/sub, 0", "/standard/sub, '\"0\"'", "/like-nchan/sub, 0", "/nchan, 0"})
  void profileDecidesHowTheEtagIsWritten(String path, String etag) {
    relay.post("/pub?id=etag", "a");

    assertThat(relay.get(path + "?id=etag").headers().firstValue("Etag")).hasValue(etag);
  }

  @Test
  void putCreatesTheChannelInTheStandardProfile() {
    HttpResponse<String> created =
        RelayUnderTest.send(
            relay
                .request("/standard/pub?id=put")
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofString("a")));

    assertThat(created.statusCode()).isEqualTo(200);
    assertThat(created.body()).contains("queued messages: 0");
  }

  @Test
  void dateWithoutTagIsRefusedInTheNchanProfileOfAnNhpmLocation() {
    String date = "Mon, 23 Nov 2026 10:05:55 GMT";

    assertThat(relay.get("/like-nchan/sub?id=tag", "If-Modified-Since", date).statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"/nchan, true", "/unframed, false", "/closed, true"})
  void eventStreamsAreChunkedUnlessTheConfigurationSaysOtherwise(String path, boolean chunked) {
    HttpResponse<InputStream> stream =
        RelayUnderTest.send(
            relay.request(path + "?id=framing", "Accept", "text/event-stream"),
            HttpResponse.BodyHandlers.ofInputStream());

    assertThat(stream.headers().firstValue("Transfer-Encoding").isPresent()).isEqualTo(chunked);
  }

  @Test
  void intervalPollOfNchanSaysItsPositionAndThatItHasNoBody() {
    String date = "Mon, 23 Nov 2026 10:05:55 GMT";

    HttpResponse<String> response =
        relay.get("/nchan/interval?id=none", "If-Modified-Since", date, "If-None-Match", "7");

    assertThat(response.statusCode()).isEqualTo(304);
    assertThat(response.headers().firstValue("Content-Length")).hasValue("0");
    assertThat(response.headers().firstValue("Last-Modified")).hasValue(date);
    assertThat(response.headers().firstValue("Etag")).hasValue("7");
    assertThat(response.headers().firstValue("Vary")).hasValue("If-None-Match, If-Modified-Since");
  }

  @ParameterizedTest
  @CsvSource({
    "/nchan, http://other.example, true",
    "/nchan, null, true",
    "/asked, http://other.example, false",
    "/closed, http://other.example, false",
    "/host, http://127.0.0.1, true",
    "/host, http://other.example, false"
  })
  void webSocketOfAnotherOriginOpensWhereTheOriginIsAllowed(
      String path, String origin, boolean opens) {
    CompletableFuture<WebSocket> socket =
        relay.webSocket(path + "?id=ws", new WebSocket.Listener() {}, "Origin", origin);

    assertThat(socket.handle((opened, failure) -> failure == null).join()).isEqualTo(opens);
    if (opens) {
      socket.join().abort();
    }
  }

  @Test
  void responseOfNchanNamesTheOriginOfItsRequestWithCredentials() {
    relay.post("/pub?id=echo", "a");

    HttpResponse<String> response = relay.get("/nchan?id=echo", "Origin", "http://other.example");

    assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("http://other.example");
    assertThat(response.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
  }

  @Test
  void originThatTheRequestDecidesIsAllowedOrRefused() {
    relay.post("/pub?id=host", "a");

    assertThat(relay.get("/host?id=host", "Origin", "http://127.0.0.1").statusCode())
        .isEqualTo(200);
    assertThat(relay.get("/host?id=host", "Origin", "http://other.example").statusCode())
        .isEqualTo(403);
  }

  @Test
  void defaultConfigurationStreamsWhatItsPublisherPublishes() throws IOException {
    defaults.post("/pub?id=a%20b", "hello");

    try (InputStream events = defaults.events("/events?id=a%20b")) {
      String text = new String(events.readNBytes(": hi\n\nid: ".length()), StandardCharsets.UTF_8);
      assertThat(text).isEqualTo(": hi\n\nid: ");
    }
  }

  @Test
  void defaultConfigurationServesWebSockets() {
    CompletableFuture<String> received = new CompletableFuture<>();
    defaults.post("/pub?id=socket", "hello");

    WebSocket socket =
        defaults
            .webSocket(
                "/events?id=socket",
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    received.complete(text.toString());
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .join();
    socket.request(1);

    assertThat(received.join()).isEqualTo("hello");
    socket.abort();
  }

  @Test
  void defaultConfigurationNamesTheLineThatOffersStreams() {
    HttpResponse<String> events = defaults.get("/sub?id=a", "Accept", "text/event-stream");
    HttpResponse<String> polls = defaults.get("/events?id=a");

    assertThat(events.statusCode()).isEqualTo(406);
    assertThat(events.body())
        .contains("\"nchan_subscriber eventsource; nchan_channel_id $arg_id;\"");
    assertThat(polls.statusCode()).isEqualTo(403);
    assertThat(polls.body()).contains("\"nchan_subscriber longpoll; nchan_channel_id $arg_id;\"");
  }
}
