package org.pushrelay.benchmarks.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadResponseReaderTest {
  private static final String MESSAGE =
      "HTTP/1.1 200 OK\r\nLast-Modified: yesterday\r\nETAG: \"7\"\r\ncontent-length: 5\r\n\r\nhello";

  @Test
  void readsHeadersInAnyCaseAndTheBody() throws Exception {
    ByteBuffer input = bytes(MESSAGE);

    LoadResponse response = LoadResponseReader.read(input);

    assertThat(response).isNotNull();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.lastModified()).isEqualTo("yesterday");
    assertThat(response.etag()).isEqualTo("\"7\"");
    assertThat(response.closes()).isFalse();
    assertThat(ISO_8859_1.decode(response.body()).toString()).isEqualTo("hello");
    assertThat(input.hasRemaining()).isFalse();
  }

  @Test
  void waitsForTheWholeAnswer() throws Exception {
    for (int length = 0; length < MESSAGE.length(); length++) {
      ByteBuffer part = bytes(MESSAGE.substring(0, length));

      assertThat(LoadResponseReader.read(part)).as("%d bytes", length).isNull();
      assertThat(part.remaining()).isEqualTo(length);
    }
  }

  @Test
  void leavesTheNextAnswer() throws Exception {
    ByteBuffer input = bytes("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n" + MESSAGE);

    assertThat(LoadResponseReader.read(input).status()).isEqualTo(304);
    assertThat(LoadResponseReader.read(input).status()).isEqualTo(200);
    assertThat(LoadResponseReader.read(input)).isNull();
  }

  @Test
  void seesThatTheServerCloses() throws Exception {
    LoadResponse response = LoadResponseReader.read(bytes("HTTP/1.1 304 \r\nConnection: Close\r\n\r\n"));

    assertThat(response.closes()).isTrue();
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
    assertThatThrownBy(() -> LoadResponseReader.read(bytes(text)))
        .isInstanceOf(MalformedResponseException.class);
  }

  @Test
  void refusesAHeadWithoutEnd() {
    ByteBuffer input = bytes("HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000));

    assertThatThrownBy(() -> LoadResponseReader.read(input)).isInstanceOf(MalformedResponseException.class);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }
}
