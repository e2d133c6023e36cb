package org.pushrelay.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.PollResponseMode;
import org.pushrelay.protocol.ResumeConfig;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryStream;
import org.pushrelay.transport.PushResponse;

/** The ways to stay besides event streams, where they begin, and what else a poll can get. */
class StreamKindsTest extends StreamFixture {
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
    void partsSayHowLongTheyAreExceptAsNchanHasThem() {
      publish("grüße");
      publish("two");
      InMemoryStream sized = ask("Accept", "multipart/mixed").streamed();
      config =
          config.toBuilder()
              .streams(StreamConfig.builder().pollResponseMode(PollResponseMode.MULTIPART).build())
              .build();
      String batch = ask().response().body().utf8();
      config = config.toBuilder().profile(WireProfile.NCHAN).build();
      InMemoryStream nchan = ask("Accept", "multipart/mixed").streamed();

      assertThat(sized.text())
          .containsPattern("\r\nContent-Length: 7\r\n([^\r]+\r\n)*\r\ngrüße\r\n--");
      assertThat(batch).containsPattern("\r\nContent-Length: 7\r\n([^\r]+\r\n)*\r\ngrüße\r\n--");
      assertThat(nchan.text()).contains("grüße").doesNotContain("Content-Length");
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
          config.toBuilder()
              .kinds(SubscriberKind.RAW_STREAM)
              .streams(StreamConfig.builder().separator("|").build())
              .build();
      InMemoryStream stream = ask().streamed();

      publish("one");
      publish("");
      publish("two");

      assertThat(stream.text()).isEqualTo("one||two|");
    }

    @ParameterizedTest
    @CsvSource({"STANDARD", "NHPM"})
    void requestForEventsOnlyIsRefusedWithTheLineToAddWhereOnlyPollsAreOffered(String profile) {
      config =
          config.toBuilder()
              .kinds(SubscriberKind.LONG_POLL)
              .profile(profile.equals("NHPM") ? WireProfile.NHPM : WireProfile.STANDARD)
              .build();

      PushResponse refusal = ask("Accept", "text/event-stream").response();

      assertThat(refusal.status()).isEqualTo(406);
      assertThat(refusal.body().utf8()).contains("\"nchan_subscriber eventsource; ");
      assertThat(ask("Accept", "text/event-stream, */*").isHeld()).isTrue();
      assertThat(ask("Accept", "*/*").isHeld()).isTrue();
      assertThat(ask().isHeld()).isTrue();
    }

    @Test
    void requestForEventsIsAPollWhereOnlyPollsAreOfferedInTheNchanProfile() {
      config =
          config.toBuilder().kinds(SubscriberKind.LONG_POLL).profile(WireProfile.NCHAN).build();

      assertThat(ask("Accept", "text/event-stream").isHeld()).isTrue();
    }

    @Test
    void whatIsNotAllowedIsRefused() {
      config = config.toBuilder().kinds(SubscriberKind.EVENT_STREAM).build();

      assertThat(ask().response().status()).isEqualTo(403);
      assertThat(ask("TE", "chunked").response().status()).isEqualTo(403);
      assertThat(ask("Accept", "text/html, text/event-stream;q=0.5").streamed().text())
          .isEqualTo(": hi\n\n");
    }
  }

  @Nested
  class APollForSeveralMessages {
    private PushResponse poll(PollResponseMode batch) {
      config =
          config.toBuilder()
              .streams(StreamConfig.builder().pollResponseMode(batch).build())
              .build();
      return ask().response();
    }

    @Test
    void getsAllThatAreThereAsParts() {
      publish("one");
      publish("two");

      PushResponse response = poll(PollResponseMode.MULTIPART);

      assertThat(response.header("Content-Type").orElseThrow()).startsWith("multipart/mixed; ");
      assertThat(response.header("Etag")).hasValue("\"1\"");
      assertThat(response.body().utf8())
          .contains("\r\n\r\none\r\n--")
          .contains("\r\n\r\ntwo\r\n--");
      assertThat(response.body().utf8()).endsWith("--\r\n");
    }

    @Test
    void getsEachWithItsIdInTheStandardProfile() {
      publish("one");
      publish("two");

      String body = poll(PollResponseMode.MULTIPART).body().utf8();

      assertThat(body).contains("\r\nEtag: \"0\"\r\n").contains("\r\nEtag: \"1\"\r\n");
      assertThat(body.split("\r\nLast-Modified: ", -1)).hasSize(3);
    }

    @Test
    void getsPartsOfNothingButTypeAndBodyInTheNchanProfile() {
      publish(MessageDraft.text("one").withContentType("text/x-a"));
      publish(MessageDraft.of(MessageBody.utf8("two")));
      config = config.toBuilder().profile(WireProfile.NCHAN).build();

      PushResponse response = poll(PollResponseMode.MULTIPART);

      String type = response.header("Content-Type").orElseThrow();
      String boundary = "--" + type.substring(type.indexOf('=') + 1);
      assertThat(response.body().utf8())
          .isEqualTo(
              boundary
                  + "\r\nContent-Type: text/x-a\r\n\r\none\r\n"
                  + boundary
                  + "\r\n\r\ntwo\r\n"
                  + boundary
                  + "--\r\n");
    }

    @Test
    void rawStreamSendsMessageUnchanged() {
      publish("one");

      assertThat(poll(PollResponseMode.MULTIPART).body().utf8()).isEqualTo("one");
    }

    @Test
    void rawStreamSeparatesMessages() {
      publish("one");
      publish("two");

      assertThat(poll(PollResponseMode.RAW).body().utf8()).isEqualTo("one\ntwo");
    }

    @Test
    void rawStreamSendsEmptyMessageAsOne() {
      publish("");
      publish("two");

      assertThat(poll(PollResponseMode.RAW).body().utf8()).isEqualTo("\ntwo");
    }

    @Test
    void streamReportsMissingMessages() {
      publish("one");
      String id = lastId(events());
      for (int i = 0; i < 9; i++) {
        publish(
            MessageDraft.text("m" + i).withPolicy(BufferPolicy.builder().maxMessages(2).build()));
      }
      config =
          config.toBuilder()
              .streams(StreamConfig.builder().pollResponseMode(PollResponseMode.RAW).build())
              .build();

      PushResponse response = ask("Last-Event-ID", id).response();

      assertThat(response.body().utf8()).isEqualTo("m7\nm8");
      assertThat(response.header("Push-Gap")).hasValue(id);
    }

    @Test
    void waitsForTheFirst() {
      config =
          config.toBuilder()
              .streams(StreamConfig.builder().pollResponseMode(PollResponseMode.RAW).build())
              .build();
      InMemoryExchange held = ask();
      assertThat(held.isHeld()).isTrue();

      publish("one");

      assertThat(held.response().body().utf8()).isEqualTo("one");
      assertThat(subscribers()).isZero();
    }
  }

  @Nested
  class IdsInOtherPlaces {
    @Test
    void theWholeIdStandsInTheEtag() {
      config =
          config.toBuilder().resume(ResumeConfig.builder().compoundEtags(true).build()).build();
      publish("one");
      publish("two");
      String etag = ask().response().header("Etag").orElseThrow();

      assertThat(etag).matches("\"\\d+:0\"");
      assertThat(ask("If-None-Match", etag).response().body().utf8()).isEqualTo("two");
    }

    @Test
    void theTagStandsInAnotherHeader() {
      config =
          config.toBuilder().resume(ResumeConfig.builder().etagHeader("X-Tag").build()).build();
      publish("one");

      assertThat(ask().response().header("X-Tag")).hasValue("\"0\"");
      assertThat(ask().response().header("Etag")).isEmpty();
    }
  }

  @Nested
  class WhereANewOneBegins {
    private String from(Cursor first) {
      config = config.toBuilder().resume(ResumeConfig.builder().first(first).build()).build();
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

  @Test
  void noCacheSkipsNothingForThoseWhoResume() {
    config = config.toBuilder().jitter(false).ignoreQueueOnNoCache(true).build();
    publish("one");
    String id = lastId(events("Cache-Control", "no-cache"));
    publish("two");

    assertThat(events("Cache-Control", "no-cache", "Last-Event-ID", id).text())
        .endsWith("data: two\n\n");
    assertThat(ask("Cache-Control", "no-cache", "Last-Event-ID", id).response().body().utf8())
        .isEqualTo("two");
    assertThat(ask("Cache-Control", "no-cache").isHeld()).isTrue();
  }

  @Test
  void partsHaveTheEtagOfTheEndpoint() {
    config =
        config.toBuilder()
            .resume(ResumeConfig.builder().compoundEtags(true).etagHeader("X-Message-Id").build())
            .build();
    InMemoryStream stream = ask("Accept", "multipart/mixed").streamed();

    publish("one");

    assertThat(stream.text()).containsPattern("X-Message-Id: \"[0-9]+:0\"");
  }

  @ParameterizedTest
  @CsvSource({"STANDARD, '\"3\"'", "NCHAN, 3"})
  void intervalPollForSeveralMessagesGetsItsPositionBack(String profile, String etag) {
    config =
        config.toBuilder()
            .timeout(Duration.ZERO)
            .profile(profile.equals("NCHAN") ? WireProfile.NCHAN : WireProfile.STANDARD)
            .streams(StreamConfig.builder().pollResponseMode(PollResponseMode.RAW).build())
            .build();

    PushResponse response =
        ask("If-Modified-Since", "Mon, 23 Nov 2026 01:30:00 GMT", "If-None-Match", "\"3\"")
            .response();

    assertThat(response.status()).isEqualTo(304);
    assertThat(response.header("Last-Modified")).hasValue("Mon, 23 Nov 2026 01:30:00 GMT");
    assertThat(response.header("Etag")).hasValue(etag);
    assertThat(response.header("Vary")).hasValue("If-None-Match, If-Modified-Since");
  }

  @Test
  void pagesMayReadAnEtagOfAnotherName() {
    config =
        config.toBuilder()
            .cors(Cors.ANY_ORIGIN)
            .resume(ResumeConfig.builder().etagHeader("X-Message-Id").build())
            .build();
    publish("one");

    assertThat(ask().response().header("Access-Control-Expose-Headers").orElseThrow())
        .contains("X-Message-Id");
  }
}
