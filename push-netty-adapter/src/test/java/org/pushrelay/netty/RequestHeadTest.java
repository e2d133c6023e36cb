package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.netty.RequestHead.Kind;
import org.pushrelay.transport.PushRequest;

/** What is taken for a plain head and how it is read, and what is left to Netty's decoder. */
class RequestHeadTest {
  private static final String PLAIN =
      "GET /sub?id=a&x=%20 HTTP/1.1\r\n"
          + "Host: relay.example:8080\r\n"
          + "Accept: a/b\r\n"
          + "X-Twice:one\r\n"
          + "x-tWICE: \t two \t\r\n"
          + "X-Empty:\r\n"
          + "Connection: keep-alive\r\n\r\n";

  private final RequestHead head = new RequestHead(16 * 1024);
  private final Channel connection = new EmbeddedChannel();

  @AfterEach
  void close() {
    connection.close();
  }

  private Kind read(String text) {
    ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
    Kind kind = head.read(in, connection);
    assertThat(in.readerIndex()).as("bytes taken").isZero();
    in.release();
    return kind;
  }

  private static String get(String lines) {
    return "GET /a HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n";
  }

  private static void checkPlain(PushRequest head) {
    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.path()).isEqualTo("/sub");
    assertThat(head.query()).isEqualTo("id=a&x=%20");
    assertThat(head.argument("id")).hasValue("a");
    assertThat(head.protocol()).isEqualTo("HTTP/1.1");
    assertThat(head.scheme()).isEqualTo("http");
    assertThat(head.host()).isEqualTo("relay.example");
    assertThat(head.header("hOST")).hasValue("relay.example:8080");
    assertThat(head.headers("X-TWICE")).containsExactly("one", "two");
    assertThat(head.header("X-Twice")).hasValue("one");
    assertThat(head.headers("x-empty")).containsExactly("");
    assertThat(head.headers("X-Twic")).isEmpty();
    assertThat(head.header("X-Absent")).isEmpty();
  }

  @Test
  void aPlainHeadIsReadInAllItsParts() {
    assertThat(read(PLAIN + "and what follows")).isEqualTo(Kind.PLAIN);

    checkPlain(head);
    assertThat(head.size()).isEqualTo(PLAIN.length());
    assertThat(head.bodyLength()).isZero();
    assertThat(head.closes()).isFalse();
  }

  @Test
  void aPostHasTheLengthOfItsBody() {
    assertThat(read("POST / HTTP/1.1\r\nHost:x\r\ncontent-LENGTH:  0012 \r\n\r\nhello"))
        .isEqualTo(Kind.PLAIN);

    assertThat(head.method()).isEqualTo("POST");
    assertThat(head.path()).isEqualTo("/");
    assertThat(head.query()).isEmpty();
    assertThat(head.bodyLength()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection: close", "connection:CLOSE", "Connection: Close \t"})
  void whoWantsTheConnectionClosedIsHeard(String line) {
    assertThat(read(get(line + "\r\n"))).isEqualTo(Kind.PLAIN);
    assertThat(head.closes()).isTrue();
  }

  @Test
  void ofCloseAndKeepAliveTheCloseCounts() {
    assertThat(read(get("Connection: close\r\nConnection: keep-alive\r\n"))).isEqualTo(Kind.PLAIN);
    assertThat(head.closes()).isTrue();
    assertThat(read(get("Connection: keep-alive\r\nConnection: close\r\n"))).isEqualTo(Kind.PLAIN);
    assertThat(head.closes()).isTrue();
  }

  @Test
  void theNextHeadHasNothingOfTheOneBefore() {
    read("POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\nX: 1\r\n\r\n");

    assertThat(read("GET /c HTTP/1.1\r\nHost: y\r\n\r\n")).isEqualTo(Kind.PLAIN);

    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.path()).isEqualTo("/c");
    assertThat(head.query()).isEmpty();
    assertThat(head.bodyLength()).isZero();
    assertThat(head.closes()).isFalse();
    assertThat(head.header("X")).isEmpty();
    assertThat(head.host()).isEqualTo("y");
  }

  @Test
  void aTargetOfAHeadThatWasNotPlainIsNotMistakenForTheNextOne() {
    assertThat(read(get(""))).isEqualTo(Kind.PLAIN);
    assertThat(read("GET /b?c HTTP/1.1\r\n\r\n")).isEqualTo(Kind.OTHER);

    assertThat(read(get(""))).isEqualTo(Kind.PLAIN);
    assertThat(head.path()).isEqualTo("/a");
    assertThat(head.query()).isEmpty();
    assertThat(read("GET /b?c HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(Kind.PLAIN);
    assertThat(head.path()).isEqualTo("/b");
    assertThat(head.query()).isEqualTo("c");
  }

  @Test
  void aCopyOutlivesTheNextRead() {
    read(PLAIN);
    RequestHead copy = head.copy();

    read("POST /other?q HTTP/1.1\r\nHost: y\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");

    checkPlain(copy);
    assertThat(copy.bodyLength()).isZero();
    assertThat(copy.closes()).isFalse();
    assertThat(copy.remoteAddress()).isEqualTo(head.remoteAddress());
  }

  @Test
  void aHeadThatIsCutAnywhereIsNotPlain() {
    for (int length = 0; length < PLAIN.length(); length++) {
      assertThat(read(PLAIN.substring(0, length))).as("%s bytes", length).isEqualTo(Kind.OTHER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n\r\n",
        "garbage\r\n\r\n",
        // other methods and versions
        "PUT /a HTTP/1.1\r\nHost: x\r\n\r\n",
        "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n",
        "get /a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GETX /a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a HTTP/1.0\r\nHost: x\r\n\r\n",
        "GET /a HTTP/9.1\r\nHost: x\r\n\r\n",
        "GET /a HTTP/1.10\r\nHost: x\r\n\r\n",
        "GET /a http/1.1\r\nHost: x\r\n\r\n",
        "GET /a\r\nHost: x\r\n\r\n",
        // other targets and blanks
        "GET a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://x/a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET  /a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a  HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a\tHTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /\u00e4 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a\u007f HTTP/1.1\r\nHost: x\r\n\r\n",
        " GET /a HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n",
        // line ends
        "GET /a HTTP/1.1\nHost: x\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\n\n",
        "GET /a HTTP/1.1\r\nHost: x\r\n\rX",
        "GET /a HTTP/1.1\r\nHost: x\r\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\rX: y\r\n\r\n",
        "GET /a HTTP/1.1\r\r\nHost: x\r\n\r\n",
        // Host
        "GET /a HTTP/1.1\r\n\r\n",
        "GET /a HTTP/1.1\r\nHosts: x\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x/y\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a@x\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x y\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost\r\n\r\n",
        "GET /a HTTP/1.1\r\n: x\r\nHost: x\r\n\r\n"
      })
  void whatIsNotPlainInTheFirstLinesIsLeftToTheDecoder(String text) {
    assertThat(read(text)).isEqualTo(Kind.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1\r\nContent-Length: 1\r\n",
        "Content-Length: 1\r\ncontent-length: 2\r\n",
        "Content-Length: +1\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 1,1\r\n",
        "Content-Length: 1 1\r\n",
        "Content-Length: 0x1\r\n",
        "Content-Length: 1.0\r\n",
        "Content-Length:\r\n",
        "Content-Length: 9999999999999999999\r\n",
        "Transfer-Encoding: chunked\r\n",
        "transfer-encoding:identity\r\n",
        "Transfer-Encoding:\r\n",
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Expect: 100-continue\r\n",
        "expect: what\r\n",
        "Upgrade: websocket\r\n",
        "Connection: Upgrade\r\n",
        "Connection: close, X-Hop\r\n",
        "Connection:\r\n",
        "X: a\r\n folded\r\n",
        "X: a\r\n\tfolded\r\n",
        " X: a\r\n",
        "X : a\r\n",
        "X\t: a\r\n",
        "X(: a\r\n",
        "X\u00e4: a\r\n",
        "X\u0000: a\r\n",
        "no colon\r\n",
        ":\r\n",
        "X: \u00e4\r\n",
        "X: a\u0000b\r\n",
        "X: a\u0001b\r\n",
        "X: a\u007fb\r\n",
        "X: a\u000bb\r\n"
      })
  void whatIsNotPlainInAFieldIsLeftToTheDecoder(String lines) {
    assertThat(read(get(lines))).isEqualTo(Kind.OTHER);
  }

  @Test
  void fortyFieldsArePlainAndOneMoreIsNot() {
    assertThat(read(get("X: y\r\n".repeat(39)))).isEqualTo(Kind.PLAIN);
    assertThat(head.headers("x")).hasSize(39);
    assertThat(read(get("X: y\r\n".repeat(40)))).isEqualTo(Kind.OTHER);
  }

  @Test
  void twoKibibytesArePlainAndOneByteMoreIsNot() {
    int room = 2048 - get("X: \r\n").length();

    assertThat(read(get("X: " + "y".repeat(room) + "\r\n"))).isEqualTo(Kind.PLAIN);
    assertThat(head.size()).isEqualTo(2048);
    assertThat(read(get("X: " + "y".repeat(room + 1) + "\r\n"))).isEqualTo(Kind.OTHER);
  }

  @Test
  void noMoreIsReadThanTheServersLimit() {
    RequestHead small = new RequestHead(256);
    int room = 256 - get("X: \r\n").length();
    for (int length : List.of(room, room + 1)) {
      ByteBuf in = Unpooled.copiedBuffer(get("X: " + "y".repeat(length) + "\r\n"), ISO_8859_1);
      assertThat(small.read(in, connection)).isEqualTo(length == room ? Kind.PLAIN : Kind.OTHER);
      in.release();
    }
  }

  @Test
  void itIsReadFromWhereTheBufferStands() {
    ByteBuf in = Unpooled.copiedBuffer("skipped" + PLAIN, ISO_8859_1);
    in.skipBytes("skipped".length());

    assertThat(head.read(in, connection)).isEqualTo(Kind.PLAIN);

    checkPlain(head);
    assertThat(head.size()).isEqualTo(in.readableBytes());
    in.release();
  }

  @Test
  void hostsHaveNoPortAndMayBeAddresses() {
    read("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n");
    assertThat(head.host()).isEqualTo("[::1]");
    read("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n");
    assertThat(head.host()).isEqualTo("[::1]");
    assertThat(read("GET / HTTP/1.1\r\nHost:\r\n\r\n")).isEqualTo(Kind.PLAIN);
    assertThat(head.host()).isEmpty();
  }
}
