package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.config.LocationSettings.GzipSettings;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

class CompressionTest {
  private static final MessageBody BODY = MessageBody.utf8("a message that repeats ".repeat(10));

  private final Compression compression =
      new Compression(new GzipSettings(true, 20, List.of("text/plain"), 1, true));

  private static PushResponse answer(int status, String contentType, MessageBody body) {
    return PushResponse.of(
        status, List.of(new Header("Content-Type", contentType), new Header("Etag", "0")), body);
  }

  @Test
  void allSubscribersOfAMessageShareItsCompressedBytes() {
    PushResponse one = compression.apply(answer(200, "text/plain", BODY), true);
    PushResponse other = compression.apply(answer(200, "text/plain", BODY), true);

    assertThat(one.body()).isSameAs(other.body());
    assertThat(one.body().size()).isLessThan(BODY.size());
    assertThat(one.header("Content-Encoding")).hasValue("gzip");
    assertThat(one.header("Etag")).hasValue("0");
  }

  @Test
  void thoseWhoDoNotTakeItGetThePlainBytes() {
    PushResponse answer = compression.apply(answer(200, "text/plain", BODY), false);

    assertThat(answer.body()).isSameAs(BODY);
    assertThat(answer.header("Content-Encoding")).isEmpty();
    assertThat(answer.header("Vary")).hasValue("Accept-Encoding");
  }

  @ParameterizedTest
  @CsvSource({
    "200, text/plain; charset=utf-8, true",
    "200, TEXT/PLAIN, true",
    "404, text/plain, true",
    "200, text/html, false",
    "200, text/plainer, false",
    "201, text/plain, false"
  })
  void onlySomeAnswersAreCompressed(int status, String contentType, boolean compressed) {
    PushResponse answer = compression.apply(answer(status, contentType, BODY), true);

    assertThat(answer.header("Content-Encoding").isPresent()).isEqualTo(compressed);
  }

  @Test
  void shortAnswersAndThoseThatAreCompressedAlreadyAreLeftAlone() {
    PushResponse brief = answer(200, "text/plain", MessageBody.utf8("brief"));
    PushResponse encoded =
        answer(200, "text/plain", BODY).with(List.of(new Header("Content-Encoding", "br")));

    assertThat(compression.apply(brief, true)).isSameAs(brief);
    assertThat(compression.apply(encoded, true)).isSameAs(encoded);
  }
}
