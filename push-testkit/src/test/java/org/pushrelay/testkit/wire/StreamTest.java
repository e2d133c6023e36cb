package org.pushrelay.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.PollBatch;
import org.pushrelay.protocol.ResumeConfig;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.StreamPolicy.OnLag;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryStream;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.transport.PushResponse;

/** What is written to those who stay, as they see it. */
class StreamTest {
  private static final SubscribePolicy FOREVER = SubscribePolicy.DEFAULT;

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final Channel channel = engine.channel("a");
  private SubscriberConfig config = SubscriberConfig.DEFAULT.withPolicy(FOREVER);

  private void publish(String text) {
    publish(MessageDraft.text(text));
  }

  private void publish(MessageDraft draft) {
    channel.publish(draft).join();
  }

  private InMemoryExchange ask(String... headers) {
    InMemoryExchange.Builder request = InMemoryExchange.request("GET", "/sub?id=a");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    InMemoryExchange exchange = request.build();
    engine.subscriber(config).handle(exchange);
    return exchange;
  }

  private InMemoryStream events(String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "Accept";
    all[1] = "text/event-stream";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return ask(all).streamed();
  }

  private int subscribers() {
    return channel.info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  private static String withoutIds(InMemoryStream stream) {
    return stream.text().replaceAll("id: \\d+:\\d+\n", "");
  }

  private static String lastId(InMemoryStream stream) {
    String text = stream.text();
    int start = text.lastIndexOf("id: ") + 4;
    return text.substring(start, text.indexOf('\n', start));
  }

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
        publish(MessageDraft.text("m" + i).withPolicy(BufferPolicy.DEFAULT.withMaxMessages(2)));
      }

      InMemoryStream late = events("Last-Event-ID", id);

      assertThat(withoutIds(late))
          .isEqualTo(": hi\n\nevent: push-gap\ndata: " + id + "\n\ndata: m28\n\ndata: m29\n\n");
    }

    @Test
    void carriesTheNameOfTheEvent() {
      InMemoryStream stream = events();

      publish(MessageDraft.text("x").withEvent("grüße"));

      assertThat(stream.text()).contains("\nevent: gr").contains("\ndata: x\n\n");
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
      assertThat(ask("Accept", "text/event-stream").answer().status()).isEqualTo(503);
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
          config
              .withProfile(WireProfile.NCHAN)
              .withPolicy(FOREVER.withTimeout(Duration.ofSeconds(5)));
      InMemoryStream stream = events();

      time.advance(Duration.ofSeconds(5));

      assertThat(stream.text()).endsWith(":408: 408 Request Timeout\n\n");
      assertThat(stream.isEnded()).isTrue();
    }
  }

  @Nested
  class Concurrency {
    @Test
    void theFirstStreamStays() {
      config = config.withPolicy(FOREVER.withConcurrency(SubscriberConcurrency.FIRST));
      InMemoryStream first = events();

      assertThat(ask("Accept", "text/event-stream").answer().status()).isEqualTo(409);
      assertThat(ask().answer().status()).isEqualTo(409);
      assertThat(first.isEnded()).isFalse();
    }

    @Test
    void theLastOneStaysWhateverItsKind() {
      config = config.withPolicy(FOREVER.withConcurrency(SubscriberConcurrency.LAST));
      InMemoryStream first = events();
      InMemoryExchange second = ask();
      InMemoryStream third = ask("TE", "chunked").streamed();

      assertThat(first.text()).endsWith(":409: 409 Conflict\n\n");
      assertThat(second.answer().status()).isEqualTo(409);
      assertThat(third.isEnded()).isFalse();
    }

    @Test
    void noMoreThanMay() {
      config = config.withPolicy(FOREVER.withMaxSubscribers(1));
      events();

      assertThat(ask("TE", "chunked").answer().status()).isEqualTo(403);
    }
  }

  @Nested
  class AClientThatDoesNotKeepUp {
    private void lagBy(int messages) {
      for (int i = 0; i < messages; i++) {
        publish(
            MessageDraft.text("m" + i + ";").withPolicy(BufferPolicy.DEFAULT.withMaxMessages(2)));
      }
    }

    private InMemoryStream stalled(OnLag onLag) {
      StreamPolicy policy = StreamPolicy.DEFAULT.withMaxLag(5, 1 << 20).withOnLag(onLag);
      config = config.withStreams(StreamConfig.DEFAULT.withPolicy(policy));
      InMemoryStream stream = ask("TE", "chunked").streamed();
      stream.stall();
      return stream;
    }

    @Test
    void getsAllOfItLater() {
      InMemoryStream stream = stalled(OnLag.END);

      lagBy(6);
      assertThat(stream.text()).isEqualTo("m0;");

      stream.goOn();
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
      stream.goOn();
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

  @Nested
  class OtherKinds {
    @Test
    void oneMessageIsOneChunkAndAnEmptyOneIsLeftOut() {
      InMemoryStream stream = ask("TE", "Chunked").streamed();

      publish("one\r\n");
      publish("");
      publish("two");

      assertThat(stream.pieces()).isEqualTo(List.of("one\r\n", "two"));
    }

    @Test
    void partsEndWithTheBoundaryOfTheNextOne() {
      InMemoryStream stream = ask("Accept", "multipart/mixed").streamed();
      String type = stream.head().header("Content-Type").orElseThrow();
      String boundary = type.substring("multipart/mixed; boundary=".length());

      publish(MessageDraft.text("one").withContentType("text/x"));

      String date = "\r\nLast-Modified: ";
      assertThat(stream.text()).startsWith("--" + boundary + date);
      assertThat(stream.text())
          .endsWith("\r\nContent-Type: text/x\r\n\r\none\r\n--" + boundary)
          .contains("\r\nEtag: \"0\"\r\n");
      channel.delete().join();
      assertThat(stream.text()).endsWith("\r\n--" + boundary + "--\r\n");
    }

    @Test
    void noTwoStreamsHaveTheSameBoundary() {
      InMemoryStream one = ask("Accept", "multipart/mixed").streamed();
      InMemoryStream two = ask("Accept", "multipart/mixed").streamed();

      assertThat(one.text()).isNotEqualTo(two.text());
    }

    @Test
    void rawMessagesAreApartByTheSeparator() {
      config =
          config
              .withKinds(SubscriberKind.RAW_STREAM)
              .withStreams(StreamConfig.DEFAULT.withSeparator("|"));
      InMemoryStream stream = ask().streamed();

      publish("one");
      publish("");
      publish("two");

      assertThat(stream.text()).isEqualTo("one||two|");
    }

    @Test
    void whatIsNotAllowedIsRefused() {
      config = config.withKinds(SubscriberKind.EVENT_STREAM);

      assertThat(ask().answer().status()).isEqualTo(403);
      assertThat(ask("TE", "chunked").answer().status()).isEqualTo(403);
      assertThat(ask("Accept", "text/html, text/event-stream;q=0.5").streamed().text())
          .isEqualTo(": hi\n\n");
    }
  }

  @Nested
  class APollForSeveralMessages {
    private PushResponse poll(PollBatch batch) {
      config = config.withStreams(StreamConfig.DEFAULT.withPollBatch(batch));
      return ask().answer();
    }

    @Test
    void getsAllThatAreThereAsParts() {
      publish("one");
      publish("two");

      PushResponse answer = poll(PollBatch.MULTIPART);

      assertThat(answer.header("Content-Type").orElseThrow()).startsWith("multipart/mixed; ");
      assertThat(answer.header("Etag")).hasValue("\"1\"");
      assertThat(answer.body().utf8()).contains("\r\n\r\none\r\n--").contains("\r\n\r\ntwo\r\n--");
      assertThat(answer.body().utf8()).endsWith("--\r\n");
    }

    @Test
    void getsOneAsItIs() {
      publish("one");

      assertThat(poll(PollBatch.MULTIPART).body().utf8()).isEqualTo("one");
    }

    @Test
    void getsThemApartByTheSeparator() {
      publish("one");
      publish("two");

      assertThat(poll(PollBatch.RAW).body().utf8()).isEqualTo("one\ntwo");
    }

    @Test
    void waitsForTheFirst() {
      config = config.withStreams(StreamConfig.DEFAULT.withPollBatch(PollBatch.RAW));
      InMemoryExchange held = ask();
      assertThat(held.isHeld()).isTrue();

      publish("one");

      assertThat(held.answer().body().utf8()).isEqualTo("one");
      assertThat(subscribers()).isZero();
    }
  }

  @Nested
  class IdsInOtherPlaces {
    @Test
    void theWholeIdStandsInTheEtag() {
      config = config.withResume(ResumeConfig.DEFAULT.withCompoundEtags(true));
      publish("one");
      publish("two");
      String etag = ask().answer().header("Etag").orElseThrow();

      assertThat(etag).matches("\"\\d+:0\"");
      assertThat(ask("If-None-Match", etag).answer().body().utf8()).isEqualTo("two");
    }

    @Test
    void theTagStandsInAnotherHeader() {
      config = config.withResume(ResumeConfig.DEFAULT.withEtagHeader("X-Tag"));
      publish("one");

      assertThat(ask().answer().header("X-Tag")).hasValue("\"0\"");
      assertThat(ask().answer().header("Etag")).isEmpty();
    }
  }

  @Nested
  class WhereANewOneBegins {
    private String from(Cursor first) {
      config = config.withResume(ResumeConfig.DEFAULT.withFirst(first));
      return ask("TE", "chunked").streamed().text();
    }

    @Test
    void isCountedFromEitherEnd() {
      for (int i = 1; i <= 4; i++) {
        publish(Integer.toString(i));
      }

      assertThat(from(Cursor.oldest())).isEqualTo("1234");
      assertThat(from(Cursor.nth(3))).isEqualTo("34");
      assertThat(from(Cursor.nth(9))).isEqualTo("4");
      assertThat(from(Cursor.nth(-1))).isEqualTo("4");
      assertThat(from(Cursor.nth(-3))).isEqualTo("234");
      assertThat(from(Cursor.nth(-9))).isEqualTo("1234");
      assertThat(from(Cursor.nth(0))).isEmpty();
      assertThat(from(Cursor.newest())).isEmpty();
    }
  }
}
