package org.pushrelay.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RelayClient;
import org.pushrelay.transport.PushResponse;

/** A publisher that does not know whether its message was stored tries again. */
class IdempotencyTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine =
      PushEngine.builder().time(time, time).maxReservedMemory(5000).build();
  private final RelayClient client = RelayClient.of(engine);

  private PushResponse post(String target, String body, String key) {
    return client.post(target, body, "Idempotency-Key: " + key).response();
  }

  private int messages(String channel) {
    return engine.channel(channel).info().join().map(ChannelInfo::messages).orElse(0);
  }

  @Test
  void aRetryStoresNothingAndGetsTheFirstAnswer() {
    InMemoryExchange held = client.get("/sub?id=a");
    PushResponse first = post("/pub?id=a", "m", "k1");

    PushResponse again = post("/pub?id=a", "m", "k1");

    assertThat(held.response().body().utf8()).isEqualTo("m");
    assertThat(first.status()).isEqualTo(201);
    assertThat(again).isEqualTo(first);
    assertThat(messages("a")).isEqualTo(1);
  }

  @Test
  void anotherKeyOrAnotherChannelIsAnotherMessage() {
    post("/pub?id=a", "m", "k1");
    post("/pub?id=a", "m", "k2");
    post("/pub?id=b", "m", "k1");

    assertThat(messages("a")).isEqualTo(2);
    assertThat(messages("b")).isEqualTo(1);
  }

  @Test
  void aKeyThatWasUsedForAnotherMessageIsRefused() {
    post("/pub?id=a", "m", "k1");

    PushResponse other = post("/pub?id=a", "another one", "k1");

    assertThat(other.status()).isEqualTo(422);
    assertThat(messages("a")).isEqualTo(1);
  }

  /** The two bodies have the same length and the same 32-bit hash. */
  @Test
  void keyIsRefusedForAnotherBodyOfEqualLengthAndHash() {
    assertThat(MessageBody.utf8("Aa")).hasSameHashCodeAs(MessageBody.utf8("BB"));
    post("/pub?id=a", "Aa", "k1");

    PushResponse other = post("/pub?id=a", "BB", "k1");

    assertThat(other.status()).isEqualTo(422);
    assertThat(messages("a")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, '', text/html, ''",
    "text/plain, '', '', ''",
    "text/plain, one, text/plain, two",
    "text/plain, one, text/plain, ''",
    "text/plainone, '', text/plain, one"
  })
  void keyIsRefusedForTheSameBodyWithAnotherTypeOrEvent(
      String type, String event, String otherType, String otherEvent) {
    String key = "Idempotency-Key: k1";
    client.post("/pub?id=a", "m", key, "Content-Type: " + type, "X-EventSource-Event: " + event);

    PushResponse other =
        client
            .post(
                "/pub?id=a",
                "m",
                key,
                "Content-Type: " + otherType,
                "X-EventSource-Event: " + otherEvent)
            .response();
    PushResponse retry =
        client
            .post("/pub?id=a", "m", key, "Content-Type: " + type, "X-EventSource-Event: " + event)
            .response();

    assertThat(other.status()).isEqualTo(422);
    assertThat(retry.status()).isEqualTo(202);
    assertThat(messages("a")).isEqualTo(1);
  }

  @Test
  void whatWasRefusedCanBeTriedAgain() {
    String tooMuch = "x".repeat(6000);
    PushResponse refused = post("/pub?id=a", tooMuch, "k1");

    assertThat(refused.status()).isEqualTo(507);
    assertThat(post("/pub?id=a", "smaller", "k1").status()).isEqualTo(202);
  }

  @Test
  void theWindowCloses() {
    post("/pub?id=a", "m", "k1");

    time.advance(Duration.ofMinutes(11));
    post("/pub?id=a", "m", "k1");

    assertThat(messages("a")).isEqualTo(2);
  }

  @Test
  void itHoldsForAllEndpointsOfTheRelay() {
    client.mount("/other", engine.publisher(PublisherConfig.DEFAULT));
    post("/pub?id=a", "m", "k1");

    post("/other?id=a", "m", "k1");

    assertThat(messages("a")).isEqualTo(1);
  }

  @Test
  void aKeyIsNotForEverLong() {
    assertThat(post("/pub?id=a", "m", "k".repeat(256)).status()).isEqualTo(400);
    assertThat(messages("a")).isZero();
  }

  @Test
  void anEmptyKeyIsNone() {
    post("/pub?id=a", "m", "");
    post("/pub?id=a", "m", "");

    assertThat(messages("a")).isEqualTo(2);
  }
}
