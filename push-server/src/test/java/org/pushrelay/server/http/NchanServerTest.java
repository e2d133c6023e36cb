package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.transport.TransportUnderTest;
import org.slf4j.LoggerFactory;

/** That a configuration of Nchan's is at work. */
@Timeout(60)
class NchanServerTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static RelayServer server;
  private static URI base;

  @BeforeAll
  static void start() throws Exception {
    server =
        RelayServer.start(
            RelayConfig.read(Path.of("src/test/resources/samples/nchan.conf")),
            TransportUnderTest.transport());
    base = URI.create(server.addresses().get(0));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpRequest.Builder request(String target, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(target));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static HttpResponse<String> get(String target, String... headers) throws Exception {
    return CLIENT.send(request(target, headers).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String target, String body, String... headers)
      throws Exception {
    HttpRequest request = request(target, headers).POST(BodyPublishers.ofString(body)).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  @Test
  void aMessageGoesFromPublisherToSubscriber() throws Exception {
    HttpResponse<String> published = post("/pub?id=walk", "first");
    HttpResponse<String> received = get("/sub?id=walk");
    String tag = received.headers().firstValue("Etag").orElseThrow();
    String time = received.headers().firstValue("Last-Modified").orElseThrow();
    CompletableFuture<HttpResponse<String>> next =
        CLIENT.sendAsync(
            request("/sub?id=walk", "If-None-Match", tag, "If-Modified-Since", time).build(),
            BodyHandlers.ofString());
    post("/pub?id=walk", "second");

    assertThat(published.statusCode()).isEqualTo(202);
    assertThat(published.body()).contains("last message id: ");
    assertThat(received.body()).isEqualTo("first");
    assertThat(tag).isEqualTo("0");
    assertThat(next.join().body()).isEqualTo("second");
  }

  @Test
  void aWaitThatIsOverIsTold() throws Exception {
    assertThat(get("/sub/silent").statusCode()).isEqualTo(408);
  }

  @Test
  void severalChannelsAreFollowedAtOnce() throws Exception {
    post("/pub/one", "of one");
    post("/pub/two", "of two");

    HttpResponse<String> first = get("/sub/one/two");
    HttpResponse<String> second =
        get(
            "/multi/one,two",
            "If-None-Match",
            first.headers().firstValue("Etag").orElseThrow(),
            "If-Modified-Since",
            first.headers().firstValue("Last-Modified").orElseThrow());

    assertThat(first.body()).isEqualTo("of one");
    assertThat(first.headers().firstValue("Etag").orElseThrow()).isIn("[0],-", "[0],0");
    assertThat(second.body()).isEqualTo("of two");
  }

  @Test
  void onePlaceTakesBoth() throws Exception {
    CompletableFuture<HttpResponse<String>> held =
        CLIENT.sendAsync(request("/pubsub?id=1").build(), BodyHandlers.ofString());
    assertThat(post("/pubsub?id=1", "echo").statusCode()).isBetween(201, 202);

    assertThat(held.join().body()).isEqualTo("echo");
    HttpRequest delete = request("/pubsub?id=1").DELETE().build();
    HttpResponse<String> refused = CLIENT.send(delete, BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).hasValue("GET, POST, PUT, OPTIONS");
  }

  @Test
  void anIntervalPollIsAnsweredAtOnce() throws Exception {
    assertThat(get("/poll?id=nothing").statusCode()).isEqualTo(304);
  }

  @Test
  void aRequestSaysHowItsMessagesAreKept() throws Exception {
    post("/sized?id=sized&length=2&timeout=1h", "a");
    post("/sized?id=sized&length=2&timeout=1h", "b");
    HttpResponse<String> third = post("/sized?id=sized&length=2&timeout=1h", "c");

    assertThat(third.body()).contains("queued messages: 2");
  }

  @ParameterizedTest
  @CsvSource({"many, 1h", "'', 1h", "99999999999, 1h", "1, later", "1, ''", "-1, 1"})
  void whatIsNoNumberIsRefusedAndLogged(String length, String timeout) throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger(BufferedPublisher.class);
    logger.addAppender(lines);
    HttpResponse<String> refused =
        post("/sized?id=wrong&length=" + length + "&timeout=" + timeout, "a");
    logger.detachAppender(lines);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(lines.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .startsWith("A message is refused: nchan_message_");
    assertThat(get("/pub?id=wrong").statusCode()).isEqualTo(404);
  }

  @Test
  void aRequestNamesItsGroup() throws Exception {
    post("/pub-group?id=same&group=a", "of a");

    assertThat(get("/sub-group?id=same&group=a").body()).isEqualTo("of a");
    assertThat(get("/sub-group?id=same&group=b").statusCode()).isEqualTo(304);
    assertThat(get("/sub-group?id=same&group=" + "g".repeat(1025)).statusCode()).isEqualTo(403);
  }

  @Test
  void pagesOfNamedOriginsMayReadWithCredentials() throws Exception {
    HttpResponse<String> answer = post("/origin?id=1", "a", "Origin", "https://app.example.org");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://app.example.org");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
  }

  @Test
  void pagesOfOthersAreRefusedSoThatTheyCanTell() throws Exception {
    HttpResponse<String> answer = post("/origin?id=2", "a", "Origin", "https://evil.example.org");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://evil.example.org");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(get("/pub?id=2").statusCode()).isEqualTo(404);
  }

  @Test
  void itsOwnPagesAreNotOfAnotherOrigin() throws Exception {
    String own = "http://" + base.getAuthority();

    assertThat(post("/origin?id=3", "a", "Origin", own).statusCode()).isEqualTo(202);
  }

  @Test
  void withoutASettingNoOriginMayReadAnything() throws Exception {
    HttpResponse<String> answer = post("/pub?id=4", "a", "Origin", "https://www.example.org");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void aCountedGroupHasItsLimitUntilAnotherIsSet() throws Exception {
    assertThat(post("/counted?id=1", "a").statusCode()).isEqualTo(202);
    assertThat(post("/counted?id=2", "a").statusCode()).isEqualTo(202);
    assertThat(post("/counted?id=3", "a").statusCode()).isEqualTo(403);
    assertThat(get("/group?group=counted").body()).contains("channels: 2", "max channels: 2");

    assertThat(post("/group?group=counted&channels=3", "").body()).contains("max channels: 3");
    assertThat(post("/counted?id=3", "a").statusCode()).isEqualTo(202);
  }

  @Test
  void ofAGroupIsDoneWhatItsLocationAllows() throws Exception {
    HttpRequest delete = request("/group?group=counted").DELETE().build();
    HttpResponse<String> refused = CLIENT.send(delete, BodyHandlers.ofString());

    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).hasValue("GET, POST, OPTIONS");
  }

  @Test
  void statisticsAreToldInNchansWords() throws Exception {
    assertThat(get("/nchan-status").body())
        .startsWith("total published messages: ")
        .contains("\nshared memory limit: 65536K\n");
  }

  @Test
  void statisticsAreToldToPrometheus() throws Exception {
    HttpResponse<String> metrics = get("/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body()).contains("# TYPE ");
  }

  @Test
  void aRelayThatTakesRequestsIsHealthy() throws Exception {
    assertThat(get("/health").body()).isEqualTo("ok\n");
  }

  @Test
  void whatHappensOnAChannelIsPublished() throws Exception {
    post("/told?id=event&by=me", "a");

    assertThat(get("/events?id=event").body()).isEqualTo("channel_publish of event by me");
  }

  @Test
  void anEventHasNchansTextByDefault() throws Exception {
    post("/told-plainly?id=other", "a");

    assertThat(get("/events?id=all").body()).isEqualTo("channel_publish other");
  }

  @Test
  void whereOnlyWebSocketsPublishRequestsDoNot() throws Exception {
    assertThat(post("/ws-only?id=1", "a").statusCode()).isEqualTo(403);
  }
}
