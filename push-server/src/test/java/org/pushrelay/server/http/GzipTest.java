package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.config.GzipConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

class GzipTest {
  private static final MessageBody TEXT = MessageBody.utf8("gzip me please, and again ".repeat(9));
  private static final GzipConfig CONFIG = new GzipConfig(1, 20, Set.of("text/plain"), false);

  private final Gzip gzip = new Gzip(CONFIG);

  private static PushResponse message(String contentType) {
    return PushResponse.of(
        200,
        List.of(
            new Header("Content-Type", contentType),
            new Header("Etag", "0"),
            new Header("Vary", "If-None-Match, If-Modified-Since")),
        TEXT);
  }

  private static InMemoryExchange asking(String acceptEncoding) {
    return InMemoryExchange.request("GET", "/sub")
        .header("Accept-Encoding", acceptEncoding)
        .build();
  }

  private static PushResponse answer(Gzip gzip, InMemoryExchange exchange, PushResponse response) {
    gzip.around(exchange).respond(response);
    return exchange.response();
  }

  private static byte[] unzipped(MessageBody body) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body.toByteArray()))) {
      return in.readAllBytes();
    }
  }

  @Test
  void anAnswerIsCompressedAndKeepsItsHeaders() throws IOException {
    PushResponse answer = answer(gzip, asking("gzip"), message("text/plain"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsExactly(
            new Header("Content-Type", "text/plain"),
            new Header("Etag", "0"),
            new Header("Vary", "If-None-Match, If-Modified-Since"),
            new Header("Content-Encoding", "gzip"));
    assertThat(answer.body().size()).isLessThan(TEXT.size());
    assertThat(unzipped(answer.body())).isEqualTo(TEXT.toByteArray());
  }

  @Test
  void theRequestIsReadBeforeTheAnswer() {
    InMemoryExchange exchange = asking("gzip");

    // the exchange of the test kit does not let its request be read after the response
    var around = gzip.around(exchange);
    around.respond(message("text/plain"));

    assertThat(exchange.response().header("Content-Encoding")).contains("gzip");
  }

  @Test
  void closingStaysClosing() {
    assertThat(answer(gzip, asking("gzip"), message("text/plain").closing()).closes()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, true",
    "text/plain;charset=UTF-8, true",
    "TEXT/Plain ; charset=UTF-8, true",
    "text/html, true",
    "text/html; charset=utf-8, true",
    "text/plainer, false",
    "application/json, false",
    "'', false",
  })
  void theTypeDecides(String contentType, boolean compressed) {
    PushResponse answer = answer(gzip, asking("gzip"), message(contentType));

    assertThat(answer.header("Content-Encoding").isPresent()).isEqualTo(compressed);
  }

  @Test
  void anAsteriskIsEveryTypeAndNone() {
    Gzip all = new Gzip(new GzipConfig(1, 20, Set.of("*"), false));

    assertThat(answer(all, asking("gzip"), message("a/b")).header("Content-Encoding")).isPresent();
    assertThat(
            answer(all, asking("gzip"), PushResponse.of(200, List.of(), TEXT))
                .header("Content-Encoding"))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 403, 404})
  void theStatusDecides(int status) {
    List<Header> headers = List.of(new Header("Content-Type", "text/plain"));

    assertThat(answer(gzip, asking("gzip"), PushResponse.of(status, headers, TEXT)).headers())
        .contains(new Header("Content-Encoding", "gzip"));
  }

  @Nested
  class AsItIs {

    private void assertUnchanged(Gzip gzip, InMemoryExchange exchange, PushResponse response) {
      assertThat(answer(gzip, exchange, response)).isSameAs(response);
    }

    @Test
    void goesAnAnswerToAClientThatDoesNotTakeGzip() {
      assertUnchanged(gzip, asking("identity"), message("text/plain"));
      assertUnchanged(gzip, InMemoryExchange.request("GET", "/sub").build(), message("text/plain"));
    }

    @Test
    void goesAShortAnswer() {
      MessageBody nineteen = MessageBody.utf8("x".repeat(19));
      MessageBody twenty = MessageBody.utf8("x".repeat(20));
      List<Header> headers = List.of(new Header("Content-Type", "text/plain"));

      assertUnchanged(gzip, asking("gzip"), PushResponse.of(200, headers, nineteen));
      assertThat(answer(gzip, asking("gzip"), PushResponse.of(200, headers, twenty)).body())
          .isNotEqualTo(twenty);
    }

    @Test
    void goesAnEmptyAnswer() {
      Gzip any = new Gzip(new GzipConfig(1, 0, Set.of("*"), false));

      assertUnchanged(any, asking("gzip"), PushResponse.of(200));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 206, 304, 405, 503})
    void goesAnAnswerOfAnotherStatus(int status) {
      assertUnchanged(
          gzip,
          asking("gzip"),
          PushResponse.of(status, List.of(new Header("Content-Type", "text/plain")), TEXT));
    }

    @Test
    void goesAnAnswerThatIsEncodedAlready() {
      PushResponse encoded =
          message("text/plain").with(List.of(new Header("content-encoding", "br")));

      assertUnchanged(gzip, asking("gzip"), encoded);
    }

    @Test
    void goesAnAnswerToHeadOrByWayOfAProxy() {
      assertUnchanged(
          gzip,
          InMemoryExchange.request("HEAD", "/sub").header("Accept-Encoding", "gzip").build(),
          message("text/plain"));
      assertUnchanged(
          gzip,
          InMemoryExchange.request("GET", "/sub")
              .header("Accept-Encoding", "gzip")
              .header("Via", "1.1 proxy")
              .build(),
          message("text/plain"));
    }
  }

  @Test
  void varyIsSaidToAllOnceItIsOn() {
    Gzip varying = new Gzip(new GzipConfig(1, 20, Set.of("text/plain"), true));
    Header vary = new Header("Vary", "Accept-Encoding");

    assertThat(answer(varying, asking("gzip"), message("text/plain")).headers()).contains(vary);
    PushResponse plain = answer(varying, asking("identity"), message("text/plain"));
    assertThat(plain.headers()).contains(vary);
    assertThat(plain.body()).isSameAs(TEXT);
    assertThat(answer(varying, asking("gzip"), message("a/b")).headers()).doesNotContain(vary);
  }

  @Test
  void aMessageIsCompressedOnceForAll() {
    PushResponse one = answer(gzip, asking("gzip"), message("text/plain"));
    PushResponse two = answer(gzip, asking("gzip, br"), message("text/plain"));

    assertThat(two.body()).isSameAs(one.body());
  }

  @Test
  void equalBodiesOfTwoMessagesAreNotMixedUp() throws IOException {
    GzipBodies bodies = new GzipBodies(1);
    MessageBody other = MessageBody.copyOf(TEXT.toByteArray());

    assertThat(bodies.gzip(other)).isNotSameAs(bodies.gzip(TEXT)).isEqualTo(bodies.gzip(TEXT));
  }

  @Test
  void onlyTheNewestAreKept() {
    GzipBodies bodies = new GzipBodies(1);
    MessageBody first = bodies.gzip(TEXT);
    for (int i = 0; i < GzipBodies.KEPT; i++) {
      bodies.gzip(MessageBody.utf8("another " + i));
    }

    assertThat(bodies.gzip(TEXT)).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void manyAtOnceWaitForTheOneThatCompresses() throws Exception {
    GzipBodies bodies = new GzipBodies(9);
    MessageBody large = MessageBody.wrap(new byte[3_000_000]);
    int many = 8;
    CyclicBarrier start = new CyclicBarrier(many);
    ExecutorService threads = Executors.newFixedThreadPool(many);
    try {
      List<Future<MessageBody>> all = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        all.add(
            threads.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  return bodies.gzip(large);
                }));
      }
      MessageBody first = all.get(0).get(20, TimeUnit.SECONDS);
      for (Future<MessageBody> each : all) {
        assertThat(each.get(20, TimeUnit.SECONDS)).isSameAs(first);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6, 9})
  void everyLevelCanBeUnpacked(int level) throws IOException {
    byte[] bytes = new byte[100_000];
    new Random(level).nextBytes(bytes);

    assertThat(unzipped(new GzipBodies(level).gzip(MessageBody.wrap(bytes)))).isEqualTo(bytes);
  }

  /** As in the transcript of nginx with NHPM. */
  @Test
  void theHeadIsTheOneThatNginxSends() {
    byte[] start = new GzipBodies(1).gzip(TEXT).toByteArray();

    assertThat(Arrays.copyOf(start, 10))
        .isEqualTo(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, 3});
  }

  @Test
  void settingsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GzipConfig(0, 20, Set.of(), false))
        .withMessage("level: 0 (expected: 1 to 9)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GzipConfig(1, -1, Set.of(), false))
        .withMessage("minLength: -1 (expected: >= 0)");
  }
}
