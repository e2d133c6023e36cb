package org.pushrelay.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.StreamPolicy.OnLag;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryStream;
import org.pushrelay.transport.ExchangeHandler;

/** What is written to those who stay, as they see it. */
class StreamTest extends StreamFixture {
  @Nested
  class AnEventStream {
    @Test
    void beginsWithWhatTheChannelKeepsAndGoesOn() {
      publish("old");

      InMemoryStream stream = events();
      publish("new");

      assertThat(withoutIds(stream)).isEqualTo(": hi\n\ndata: old\n\ndata: new\n\n");
    }

    @Test
    void goesOnBehindTheLastEventId() {
      publish("one");
      publish("two");
      InMemoryStream first = events();
      String id = lastId(first);
      first.clientLeaves();
      publish("three");

      InMemoryStream second = events("Last-Event-ID", id);

      assertThat(withoutIds(second)).isEqualTo(": hi\n\ndata: three\n\n");
    }

    @Test
    void saysThatMessagesAreMissing() {
      publish("one");
      String id = lastId(events());
      for (int i = 0; i < 30; i++) {
        publish(
            MessageDraft.text("m" + i).withPolicy(BufferPolicy.builder().maxMessages(2).build()));
      }

      InMemoryStream late = events("Last-Event-ID", id);

      assertThat(withoutIds(late))
          .isEqualTo(": hi\n\nevent: push-gap\ndata: " + id + "\n\ndata: m28\n\ndata: m29\n\n");
    }

    @Test
    void carriesTheNameOfTheEvent() {
      InMemoryStream stream = events();

      publish(MessageDraft.text("x").withEvent("grüße, 世界"));

      assertThat(stream.text()).containsPattern("\nevent: grüße, 世界\nid: \\d+:0\ndata: x\n\n");
    }

    @Test
    void carriesTheNameThatAPublisherSends() {
      InMemoryStream stream = events();
      ExchangeHandler publisher = engine.publisher();

      for (String name : List.of("gr\u00c3\u00bc\u00c3\u009fe", "gr\u00fc\u00dfe", "push-gap")) {
        publisher.handle(
            InMemoryExchange.request("POST", "/pub?id=" + channel.id().name())
                .header("X-EventSource-Event", name)
                .body("x")
                .build());
      }

      assertThat(stream.text().split("event: grüße\n", -1)).hasSize(3);
      assertThat(stream.text()).doesNotContain("push-gap");
    }

    @Test
    void carriesTheNameOfItsEndpoint() {
      config = config.toBuilder().streams(StreamConfig.builder().event("grüße").build()).build();
      InMemoryStream stream = events();

      publish("x");

      assertThat(stream.text()).containsPattern("\nevent: grüße\nid: \\d+:0\ndata: x\n\n");
    }

    @Test
    void hearsAHeartbeatAfterSilence() {
      InMemoryStream stream = events();

      time.advance(Duration.ofSeconds(20));
      time.advance(Duration.ofSeconds(20));

      assertThat(stream.text()).isEqualTo(": hi\n\n:\n\n:\n\n");
    }

    @Test
    void endsWithItsChannel() {
      InMemoryStream stream = events();

      channel.delete().join();

      assertThat(stream.text()).endsWith(":410: 410 Gone\n\n");
      assertThat(stream.isEnded()).isTrue();
    }

    @Test
    void endsWhenTheRelayShutsDown() {
      InMemoryStream stream = events();

      engine.drain();

      assertThat(stream.isEnded()).isTrue();
      assertThat(ask("Accept", "text/event-stream").response().status()).isEqualTo(503);
    }

    @Test
    void isNoSubscriberAnyMoreWhenItsClientHasLeft() {
      InMemoryStream stream = events();
      assertThat(subscribers()).isEqualTo(1);

      stream.clientLeaves();

      assertThat(subscribers()).isZero();
      time.advance(Duration.ofMinutes(5));
      assertThat(time.pendingTimers()).isZero();
    }

    @Test
    void lastsOnlyAsLongAsNchanWouldLetIt() {
      config =
          config.toBuilder()
              .profile(WireProfile.NCHAN)
              .policy(FOREVER.toBuilder().timeout(Duration.ofSeconds(5)).build())
              .build();
      InMemoryStream stream = events();

      time.advance(Duration.ofSeconds(5));

      assertThat(stream.text()).endsWith(":408: 408 Request Timeout\n\n");
      time.advance(Duration.ofSeconds(1));
      assertThat(stream.isEnded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "multipart/mixed"})
    void leavesClientsOfNchanASecondToCloseWhenTheyHaveReadWhyItEnds(String accept) {
      config = config.toBuilder().profile(WireProfile.NCHAN).build();
      InMemoryStream stream = ask("Accept", accept).streamed();

      channel.delete().join();
      assertThat(stream.text())
          .endsWith(accept.startsWith("text") ? ":410: 410 Gone\n\n" : "--\r\n");
      assertThat(stream.isEnded()).isFalse();
      time.advance(Duration.ofSeconds(1));

      assertThat(stream.isEnded()).isTrue();
    }

    @Test
    void endsAtOnceWhereTheEndOfTheConnectionIsItsEnd() {
      config =
          config.toBuilder()
              .profile(WireProfile.NCHAN.with(WireProfile.Trait.UNFRAMED_STREAMS))
              .build();
      InMemoryStream stream = events();

      channel.delete().join();

      assertThat(stream.isEnded()).isTrue();
    }

    @Test
    void endsAtOnceWhenTheRelayShutsDown() {
      config = config.toBuilder().profile(WireProfile.NCHAN).build();
      InMemoryStream stream = events();

      engine.drain();

      assertThat(stream.isEnded()).isTrue();
    }

    @Test
    void saysNothingOfTypesWhereNchanDoesNot() {
      config = config.toBuilder().defaultContentType("text/x-mine").build();

      InMemoryStream typed = ask("TE", "chunked").streamed();
      config = config.toBuilder().profile(WireProfile.NCHAN).build();
      InMemoryStream untyped = ask("TE", "chunked").streamed();
      InMemoryStream parts = ask("Accept", "multipart/mixed").streamed();
      publish(MessageDraft.of(MessageBody.utf8("one")));

      assertThat(typed.head().header("Content-Type")).hasValue("text/x-mine");
      assertThat(untyped.head().header("Content-Type")).isEmpty();
      assertThat(parts.text()).contains("Etag: 0\r\n\r\none\r\n");
    }
  }

  @Nested
  class Concurrency {
    @Test
    void theFirstStreamStays() {
      config =
          config.toBuilder()
              .policy(FOREVER.toBuilder().concurrency(SubscriberConcurrency.FIRST).build())
              .build();
      InMemoryStream first = events();

      assertThat(ask("Accept", "text/event-stream").response().status()).isEqualTo(409);
      assertThat(ask().response().status()).isEqualTo(409);
      assertThat(first.isEnded()).isFalse();
    }

    @Test
    void theLastOneStaysWhateverItsKind() {
      config =
          config.toBuilder()
              .policy(FOREVER.toBuilder().concurrency(SubscriberConcurrency.LAST).build())
              .build();
      InMemoryStream first = events();
      InMemoryExchange second = ask();
      InMemoryStream third = ask("TE", "chunked").streamed();

      assertThat(first.text()).endsWith(":409: 409 Conflict\n\n");
      assertThat(second.response().status()).isEqualTo(409);
      assertThat(third.isEnded()).isFalse();
    }

    @Test
    void noMoreThanMay() {
      config = config.toBuilder().policy(FOREVER.toBuilder().maxSubscribers(1).build()).build();
      events();

      assertThat(ask("TE", "chunked").response().status()).isEqualTo(403);
    }
  }

  @Nested
  class AClientThatDoesNotKeepUp {
    private void lagBy(int messages) {
      for (int i = 0; i < messages; i++) {
        publish(
            MessageDraft.text("m" + i + ";")
                .withPolicy(BufferPolicy.builder().maxMessages(2).build()));
      }
    }

    private InMemoryStream stalled(OnLag onLag) {
      StreamPolicy policy =
          StreamPolicy.NO_HEARTBEAT.toBuilder().maxLag(5, 1 << 20).onLag(onLag).build();
      config = config.toBuilder().streams(StreamConfig.builder().policy(policy).build()).build();
      InMemoryStream stream = ask("TE", "chunked").streamed();
      stream.stall();
      return stream;
    }

    @Test
    void getsAllOfItLater() {
      InMemoryStream stream = stalled(OnLag.END);

      lagBy(6);
      assertThat(stream.text()).isEqualTo("m0;");

      stream.resume();
      assertThat(stream.text()).isEqualTo("m0;m1;m2;m3;m4;m5;");
    }

    @Test
    void isEndedWhenItIsTooFarBehind() {
      InMemoryStream stream = stalled(OnLag.END);

      lagBy(9);

      assertThat(stream.isEnded()).isTrue();
      assertThat(stream.text()).isEqualTo("m0;");
      assertThat(subscribers()).isZero();
    }

    @Test
    void skipsToTheNewestWhereThatIsWanted() {
      InMemoryStream stream = stalled(OnLag.SKIP);

      lagBy(20);
      stream.resume();
      publish("last");

      assertThat(stream.pieces()).first().isEqualTo("m0;");
      assertThat(stream.text()).endsWith("m19;last");
      assertThat(stream.text()).doesNotContain("m5;");
      assertThat(stream.isEnded()).isFalse();
    }

    @Test
    void doesNotHoldUpOthers() {
      InMemoryStream stuck = stalled(OnLag.END);
      InMemoryStream other = ask("TE", "chunked").streamed();

      lagBy(4);

      assertThat(other.text()).isEqualTo("m0;m1;m2;m3;");
      assertThat(stuck.text()).isEqualTo("m0;");
    }
  }
}
