package org.pushrelay.benchmarks.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  private static final String MESSAGE =
      "HTTP/1.1 200 OK\r\nLast-Modified: yesterday\r\nETAG: \"7\"\r\ncontent-length: 5\r\n\r\nhello";

  @Test
  void readsHeadersInAnyCaseAndTheBody() throws Exception {
    ByteBuffer input = bytes(MESSAGE);

    Answer answer = AnswerReader.read(input);

    assertThat(answer).isNotNull();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.lastModified()).isEqualTo("yesterday");
    assertThat(answer.etag()).isEqualTo("\"7\"");
    assertThat(answer.closes()).isFalse();
    assertThat(ISO_8859_1.decode(answer.body()).toString()).isEqualTo("hello");
    assertThat(input.hasRemaining()).isFalse();
  }

  @Test
  void waitsForTheWholeAnswer() throws Exception {
    for (int length = 0; length < MESSAGE.length(); length++) {
      ByteBuffer part = bytes(MESSAGE.substring(0, length));

      assertThat(AnswerReader.read(part)).as("%d bytes", length).isNull();
      assertThat(part.remaining()).isEqualTo(length);
    }
  }

  @Test
  void leavesTheNextAnswer() throws Exception {
    ByteBuffer input = bytes("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n" + MESSAGE);

    assertThat(AnswerReader.read(input).status()).isEqualTo(304);
    assertThat(AnswerReader.read(input).status()).isEqualTo(200);
    assertThat(AnswerReader.read(input)).isNull();
  }

  @Test
  void seesThatTheServerCloses() throws Exception {
    Answer answer = AnswerReader.read(bytes("HTTP/1.1 304 \r\nConnection: Close\r\n\r\n"));

    assertThat(answer.closes()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void refusesWhatIsNoAnswerOfARelay(String text) {
    assertThatThrownBy(() -> AnswerReader.read(bytes(text)))
        .isInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void refusesAHeadWithoutEnd() {
    ByteBuffer input = bytes("HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000));

    assertThatThrownBy(() -> AnswerReader.read(input)).isInstanceOf(MalformedAnswerException.class);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }
}
