package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;

/** Answers that go on: what is written to them arrives at once, whole and in order. */
public interface StreamContract extends TransportContract {

  @Test
  default void theHeadAndTheFirstPieceComeAtOnce(RelayUnderTest relay) {
    StreamReader reader = StreamReader.open(relay, "/sub?id=a", "Accept: text/event-stream");

    assertThat(reader.status()).isEqualTo(200);
    assertThat(reader.header("Content-Type")).startsWith("text/event-stream");
    reader.expect(": hi\n\n");
  }

  @Test
  default void eachMessageComesWhenItIsPublished(RelayUnderTest relay) {
    StreamReader reader = StreamReader.open(relay, "/sub?id=a", "Accept: text/event-stream");
    reader.expect(": hi\n\n");
    relay.awaitHeld("a", 1);

    relay.publish("a", "one");

    reader.expectEvent("data: one\n\n");
    relay.publish("a", "two\nlines");
    reader.expectEvent("data: two\ndata: lines\n\n");
  }

  @Test
  default void aLargeMessageComesWhole(RelayUnderTest relay) {
    StreamReader reader = StreamReader.open(relay, "/sub?id=a", "TE: chunked", "Connection: TE");
    relay.awaitHeld("a", 1);
    byte[] large = new byte[2_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ('a' + i % 26);
    }

    // one after the other: who is more than a MiB behind is let go
    for (int i = 0; i < 3; i++) {
      relay.channel("a").publish(MessageDraft.of(MessageBody.wrap(large))).join();
      assertThat(reader.read(large.length)).isEqualTo(new String(large, ISO_8859_1));
    }
  }

  @Test
  default void manyMessagesComeInOrder(RelayUnderTest relay) {
    StreamReader reader = StreamReader.open(relay, "/sub?id=a", "TE: chunked", "Connection: TE");
    relay.awaitHeld("a", 1);

    for (int i = 0; i < 2000; i++) {
      relay.channel("a").publish(MessageDraft.text(i + ";")).join();
    }

    for (int i = 0; i < 2000; i++) {
      reader.expect(i + ";");
    }
  }

  @Test
  default void aStreamEndsWithItsChannel(RelayUnderTest relay) {
    StreamReader reader = StreamReader.open(relay, "/sub?id=a", "TE: chunked", "Connection: TE");
    relay.awaitHeld("a", 1);
    relay.channel("a").publish(MessageDraft.text("last")).join();

    relay.channel("a").delete().join();

    reader.expect("last");
    reader.expectEnd();
  }

  @Test
  default void aClientThatLeavesIsNoSubscriberAnyMore(RelayUnderTest relay) {
    StreamReader reader = StreamReader.open(relay, "/sub?id=a", "Accept: text/event-stream");
    relay.awaitHeld("a", 1);

    reader.close();

    if (relay.has(TransportTrait.NOTICES_DEPARTURE)) {
      relay.awaitHeldWithin(Duration.ofSeconds(2), "a", 0);
      return;
    }
    // by the heartbeat at the latest: the first is sent into the void, a later one is refused
    Eventually.until(
        "a heartbeat shows that the client has left",
        () -> {
          relay.time().advance(Duration.ofSeconds(20));
          return relay.subscribers("a") == 0;
        });
  }

  @Test
  default void streamsOfTheNchanProfileAreChunked(RelayUnderTest relay) {
    for (String accept : List.of("text/event-stream", "multipart/mixed")) {
      StreamReader reader = StreamReader.open(relay, "/nchan/sub?id=a", "Accept: " + accept);

      assertThat(reader.isChunked()).as(accept).isTrue();
      reader.close();
    }
  }

  @Test
  default void aStreamThatClosesHasNoFraming(RelayUnderTest relay) {
    StreamReader reader =
        StreamReader.open(relay, "/unframed/sub?id=a", "Accept: text/event-stream");
    assertThat(reader.isChunked()).isFalse();
    reader.expect(": hi\n\n");
    relay.awaitHeld("a", 1);

    relay.publish("a", "one");
    reader.expectEvent("data: one\n\n");
    relay.channel("a").delete().join();

    reader.expect(":410: 410 Gone\n\n");
    reader.expectEnd();
  }

  @Test
  default void aClientThatDoesNotReadHarmsNobody(RelayUnderTest relay) {
    HttpConnection stuck = relay.connect().get("/sub?id=a", "Accept: text/event-stream");
    StreamReader reader = StreamReader.open(relay, "/sub?id=a", "Accept: text/event-stream");
    reader.expect(": hi\n\n");
    relay.awaitHeld("a", 2);
    String large = "x".repeat(100_000);

    for (int i = 0; i < 400; i++) {
      relay.channel("a").publish(MessageDraft.text(large)).join();
      reader.expectEvent("data: " + large + "\n\n");
    }

    Eventually.until("the stuck one is ended", () -> relay.subscribers("a") == 1);
    stuck.close();
  }
}
