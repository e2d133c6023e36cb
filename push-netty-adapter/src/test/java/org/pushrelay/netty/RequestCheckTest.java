package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With which status a head is refused, if it is; {@code |} stands for the end of a line. */
class RequestCheckTest {

  @ParameterizedTest
  @CsvSource({
    "GET /a HTTP/1.1|Host: x|, 0",
    "GET /a HTTP/1.0|, 0",
    "GET /a HTTP/1.0|Host: x|, 0",
    "POST /a HTTP/1.1|Host: x|Content-Length: 5|, 0",
    "POST /a HTTP/1.1|Host: x|Transfer-Encoding: CHUNKED|, 0",
    "POST /a HTTP/1.1|Host: x|Expect: 100-Continue|, 0",
    "BREW /a HTTP/1.1|Host: x|, 0",
    "GET /a HTTP/1.1|Host: a_b.example:80|, 0",
    "GET /a HTTP/1.1|Host: [::1]:80|, 0",
    "GET /a HTTP/1.1|Host:|, 0",
    "GET /a HTTP/1.1|, 400",
    "GET /a HTTP/1.1|Host: x/y|, 400",
    "GET /a HTTP/1.1|Host: x y|, 400",
    "GET /a HTTP/1.0|Host: a@x|, 400",
    "GET /a HTTP/1.1|Host: x|Host: y|, 400",
    "GET /a HTTP/1.0|Host: x|Host: y|, 400",
    "POST /a HTTP/1.1|Host: x|Content-Length: 5|Content-Length: 5|, 400",
    "POST /a HTTP/1.1|Host: x|Content-Length: +5|, 400",
    "POST /a HTTP/1.1|Host: x|Content-Length: -5|, 400",
    "POST /a HTTP/1.1|Host: x|Content-Length:|, 400",
    "POST /a HTTP/1.1|Host: x|Content-Length: 99999999999999999999|, 400",
    "POST /a HTTP/1.1|Host: x|Content-Length: 5|Transfer-Encoding: gzip|, 400",
    "POST /a HTTP/1.0|Transfer-Encoding: chunked|, 400",
    "POST /a HTTP/1.1|Host: x|Transfer-Encoding: gzip|, 400",
    "'POST /a HTTP/1.1|Host: x|Transfer-Encoding: gzip, chunked|', 501",
    "POST /a HTTP/1.1|Host: x|Transfer-Encoding: chunked|Transfer-Encoding: chunked|, 400",
    "POST /a HTTP/1.1|Host: x|Transfer-Encoding: identity|, 400",
    "POST /a HTTP/1.1|Host: x|Transfer-Encoding:|, 400",
    "POST /a HTTP/1.1|Host: x|Expect: tea|, 417",
    "GET /a HTTP/1.2|Host: x|, 505",
    "GET /a HTTP/2.0|Host: x|, 505",
    "GET /a HTTP/9.1|Host: x|, 505",
    "GET /a HTTP/1.1|Host : x|, 400",
    "GET /a HTTP/1.1|Host: x|no colon|, 400",
    "garbage|, 400",
    "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1|, 414",
    "GET /a HTTP/1.1|Host: x|X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|, 431"
  })
  void headsAreRefusedForWhatTheyAre(String head, int status) {
    EmbeddedChannel decoder =
        new EmbeddedChannel(
            new HttpRequestDecoder(
                new HttpDecoderConfig().setMaxInitialLineLength(70).setMaxHeaderSize(70)));
    decoder.writeInbound(Unpooled.copiedBuffer(head.replace("|", "\r\n") + "\r\n", ISO_8859_1));

    HttpRequest request = decoder.readInbound();

    assertThat(RequestCheck.status(request)).isEqualTo(status);
    decoder.finishAndReleaseAll();
  }
}
