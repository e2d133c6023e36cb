package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.config.RelayConfig;
import org.slf4j.LoggerFactory;

/** That a configuration of Nchan's is at work. */
@Timeout(60)
class NchanServerTest {
  @AutoClose private static RelayUnderTest relay;

  @BeforeAll
  static void start() throws Exception {
    relay = RelayUnderTest.of(RelayConfig.read(Path.of("src/test/resources/samples/nchan.conf")));
  }

  @Test
  void aMessageGoesFromPublisherToSubscriber() {
    HttpResponse<String> published = relay.post("/pub?id=walk", "first");
    HttpResponse<String> received = relay.get("/sub?id=walk");
    String tag = received.headers().firstValue("Etag").orElseThrow();
    String time = received.headers().firstValue("Last-Modified").orElseThrow();
    CompletableFuture<HttpResponse<String>> next =
        relay.hold("/sub?id=walk", "If-None-Match", tag, "If-Modified-Since", time);
    relay.post("/pub?id=walk", "second");

    assertThat(published.statusCode()).isEqualTo(202);
    assertThat(published.body()).contains("last message id: ");
    assertThat(received.body()).isEqualTo("first");
    assertThat(tag).isEqualTo("0");
    assertThat(next.join().body()).isEqualTo("second");
  }

  @Test
  void aWaitThatIsOverIsTold() {
    assertThat(relay.get("/sub/silent").statusCode()).isEqualTo(408);
  }

  @Test
  void severalChannelsAreFollowedAtOnce() {
    relay.post("/pub/one", "of one");
    relay.post("/pub/two", "of two");

    HttpResponse<String> first = relay.get("/sub/one/two");
    HttpResponse<String> second =
        relay.get(
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
  void onePlaceTakesBoth() {
    CompletableFuture<HttpResponse<String>> held = relay.hold("/pubsub?id=1");
    assertThat(relay.post("/pubsub?id=1", "echo").statusCode()).isBetween(201, 202);

    assertThat(held.join().body()).isEqualTo("echo");
    HttpResponse<String> refused = relay.delete("/pubsub?id=1");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).hasValue("GET, POST, PUT, OPTIONS");
  }

  @Test
  void anIntervalPollIsAnsweredAtOnce() {
    assertThat(relay.get("/poll?id=nothing").statusCode()).isEqualTo(304);
  }

  @Test
  void aRequestSaysHowItsMessagesAreKept() {
    relay.post("/sized?id=sized&length=2&timeout=1h", "a");
    relay.post("/sized?id=sized&length=2&timeout=1h", "b");
    HttpResponse<String> third = relay.post("/sized?id=sized&length=2&timeout=1h", "c");

    assertThat(third.body()).contains("queued messages: 2");
  }

  @ParameterizedTest
  @CsvSource({"many, 1h", "'', 1h", "99999999999, 1h", "1, later", "1, ''", "-1, 1"})
  void unusableBufferSettingIsForbiddenInNchansWordsAndLogged(String length, String timeout) {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Locations.class);
    logger.addAppender(lines);
    HttpResponse<String> refused =
        relay.post("/sized?id=wrong&length=" + length + "&timeout=" + timeout, "a");
    logger.detachAppender(lines);

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .matches("(missing|invalid) nchan_message_(buffer_length|timeout) value");
    assertThat(lines.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .startsWith("A message is refused: nchan_message_");
    assertThat(relay.get("/pub?id=wrong").statusCode()).isEqualTo(404);
  }

  @Test
  void aRequestNamesItsGroup() {
    relay.post("/pub-group?id=same&group=a", "of a");

    assertThat(relay.get("/sub-group?id=same&group=a").body()).isEqualTo("of a");
    assertThat(relay.get("/sub-group?id=same&group=b").statusCode()).isEqualTo(304);
    assertThat(relay.get("/sub-group?id=same&group=" + "g".repeat(1025)).statusCode())
        .isEqualTo(403);
  }

  @Test
  void pagesOfNamedOriginsMayReadWithCredentials() {
    HttpResponse<String> response =
        relay.post("/origin?id=1", "a", "Origin", "https://app.example.org");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://app.example.org");
    assertThat(response.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
  }

  @Test
  void pagesOfOthersAreRefusedSoThatTheyCanTell() {
    HttpResponse<String> response =
        relay.post("/origin?id=2", "a", "Origin", "https://evil.example.org");

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://evil.example.org");
    assertThat(response.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
    assertThat(relay.get("/pub?id=2").statusCode()).isEqualTo(404);
  }

  @Test
  void itsOwnPagesAreNotOfAnotherOrigin() {
    String own = "http://" + relay.base().getAuthority();

    assertThat(relay.post("/origin?id=3", "a", "Origin", own).statusCode()).isEqualTo(202);
  }

  @Test
  void aCountedGroupHasItsLimitUntilAnotherIsSet() {
    assertThat(relay.post("/counted?id=1", "a").statusCode()).isEqualTo(202);
    assertThat(relay.post("/counted?id=2", "a").statusCode()).isEqualTo(202);
    assertThat(relay.post("/counted?id=3", "a").statusCode()).isEqualTo(403);
    assertThat(relay.get("/group?group=counted").body()).contains("channels: 2", "max channels: 2");

    assertThat(relay.post("/group?group=counted&channels=3", "").body())
        .contains("max channels: 3");
    assertThat(relay.post("/counted?id=3", "a").statusCode()).isEqualTo(202);
  }

  @Test
  void ofAGroupIsDoneWhatItsLocationAllows() {
    HttpResponse<String> refused = relay.delete("/group?group=counted");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).isEqualTo("Allowed here: GET, POST, OPTIONS.");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, group=nobody, 403, Channel group accounting is disabled.",
    "GET, '', 400, No group specified",
    "POST, group=counted&channels=many, 403, invalid nchan_group_max_channels value",
    "POST, group=counted&channels=-1, 403, invalid nchan_group_max_channels value",
    "PUT, group=counted, 405, 'Allowed here: GET, POST, OPTIONS.'",
    "PATCH, group=counted, 405, 'Allowed here: GET, POST, OPTIONS.'",
    "OPTIONS, group=counted, 200, ''",
  })
  void whatIsNoQuestionToAGroupIsRefused(String method, String query, int status, String text) {
    HttpResponse<String> response =
        RelayUnderTest.send(
            relay.request("/group?" + query).method(method, BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(text);
  }

  @Test
  void statisticsAreToldInNchansWords() {
    assertThat(relay.get("/nchan-status").body())
        .startsWith("total published messages: ")
        .contains("\nshared memory limit: 65536K\n");
  }

  @Test
  void statisticsAreToldToPrometheus() {
    HttpResponse<String> metrics = relay.get("/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body()).contains("# TYPE ");
  }

  @Test
  void aRelayThatTakesRequestsIsHealthy() {
    assertThat(relay.get("/health").body()).isEqualTo("ok\n");
  }

  @Test
  void whatHappensOnAChannelIsPublished() {
    relay.post("/told?id=event&by=me", "a");

    assertThat(relay.get("/events?id=event").body()).isEqualTo("channel_publish of event by me");
  }

  @Test
  void anEventHasNchansTextByDefault() {
    relay.post("/told-plainly?id=other", "a");

    assertThat(relay.get("/events?id=all").body()).isEqualTo("channel_publish other");
  }

  @Test
  void whereOnlyWebSocketsPublishRequestsDoNot() {
    assertThat(relay.post("/ws-only?id=1", "a").statusCode()).isEqualTo(403);
  }
}
