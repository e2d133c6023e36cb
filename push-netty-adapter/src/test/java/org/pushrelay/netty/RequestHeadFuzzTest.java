package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pushrelay.netty.RequestHead.Kind;

/**
 * Two readers of one connection that disagree about where a request ends are how requests are
 * smuggled: what is taken for a plain head, Netty's decoder must read as the very same request.
 */
class RequestHeadFuzzTest {
  private static final int ROUNDS = 40_000;

  private static final List<String> HEADS =
      List.of(
          "GET /sub?id=a HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET /sub/%61?a=b&c#d HTTP/1.1\r\nhost:x:80\r\nConnection: close\r\n"
              + "If-None-Match: 5\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
          "POST /pub?id=a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
              + "Content-Type: text/plain\r\n\r\nhello",
          "POST /pub HTTP/1.1\r\nAccept: a\r\nAccept: b \t\r\nHost: x\r\n"
              + "Connection: keep-alive\r\nContent-Length: 12\r\n\r\nGET / HTTP/1",
          "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n1",
          "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
              + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");

  /** What mutations put in: bytes and words that mean something to a parser. */
  private static final List<String> PIECES =
      List.of(
          "\r",
          "\n",
          "\r\n",
          "\r\n\r\n",
          " ",
          "\t",
          ":",
          ",",
          ";",
          "0",
          "9",
          "+",
          "-",
          "\0",
          "#",
          "?",
          "/",
          "\u007f",
          "\u0080",
          "\u00e4",
          "\u000b",
          "HTTP/1.1",
          "HTTP/1.0",
          "Host: y\r\n",
          "Content-Length: 3\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Connection: close\r\n",
          "Upgrade: h2c\r\n",
          "\r\n X",
          "GET ",
          "POST ");

  private final RequestHead head = new RequestHead(16 * 1024);
  private final EmbeddedChannel connection = new EmbeddedChannel();
  private int plain;

  @Test
  void whatIsPlainIsReadByTheDecoderAlike() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      check(mutated(random), "seed " + seed + ", round " + round);
    }
    assertThat(plain).as("heads that were plain, seed %s", seed).isGreaterThan(ROUNDS / 20);
  }

  @FuzzTest(maxDuration = "10m")
  void whateverIsPlainIsReadByTheDecoderAlike(byte[] input) {
    check(new String(input, ISO_8859_1), "input");
  }

  private static String mutated(Random random) {
    StringBuilder text = new StringBuilder(HEADS.get(random.nextInt(HEADS.size())));
    for (int left = random.nextInt(4); left > 0; left--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.setCharAt(at, (char) random.nextInt(256));
        case 3 -> text.setCharAt(at, PIECES.get(random.nextInt(PIECES.size())).charAt(0));
        default -> {
          int end = Math.min(text.length(), at + random.nextInt(30));
          text.insert(random.nextInt(text.length()), text.substring(at, end));
        }
      }
    }
    return text.toString();
  }

  private void check(String text, String which) {
    ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
    if (head.read(in, connection) == Kind.PLAIN) {
      plain++;
      EmbeddedChannel decoder = new EmbeddedChannel(new HttpRequestDecoder());
      decoder.writeInbound(in.retainedDuplicate());
      checkRequest(decoder.readInbound(), which + ": " + text);
      checkBody(decoder, in.readableBytes() - head.size(), which + ": " + text);
      decoder.finishAndReleaseAll();
    }
    in.release();
  }

  private void checkRequest(HttpRequest request, String which) {
    assertThat(RequestCheck.status(request)).as(which).isEqualTo(RequestCheck.GOOD);
    assertThat(request.method().name()).as(which).isEqualTo(head.method());
    Optional<RequestTarget> target = RequestTarget.parse(request.uri());
    assertThat(target).as(which).hasValue(new RequestTarget(head.path(), head.query(), ""));
    HttpHeaders headers = request.headers();
    for (String name : headers.names()) {
      assertThat(head.headers(name)).as(which).isEqualTo(headers.getAll(name));
    }
    assertThat(HttpUtil.isTransferEncodingChunked(request)).as(which).isFalse();
    assertThat(HttpUtil.is100ContinueExpected(request)).as(which).isFalse();
    assertThat(HttpUtil.getContentLength(request, 0L)).as(which).isEqualTo(head.bodyLength());
    assertThat(HttpUtil.isKeepAlive(request)).as(which).isEqualTo(!head.closes());
    assertThat(request.protocolVersion().text()).as(which).isEqualTo(head.protocol());
  }

  /** As many bytes are body for the decoder as for the reader. */
  private void checkBody(EmbeddedChannel decoder, int present, String which) {
    int size = 0;
    boolean ended = false;
    while (!ended && decoder.inboundMessages().peek() instanceof HttpContent) {
      HttpContent part = decoder.readInbound();
      size += part.content().readableBytes();
      ended = part instanceof LastHttpContent;
      ReferenceCountUtil.release(part);
    }
    assertThat(size).as(which).isEqualTo(Math.min(present, head.bodyLength()));
    assertThat(ended).as(which).isEqualTo(present >= head.bodyLength());
  }
}
