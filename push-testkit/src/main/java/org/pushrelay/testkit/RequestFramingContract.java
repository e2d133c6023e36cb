package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushrelay.transport.Header;

/**
 * Requests that are broken, or are written so that two servers would read them differently: nothing
 * hidden in one is ever run as a request of its own, and nothing in one gets into a response's
 * head.
 */
public interface RequestFramingContract extends TransportContract {
  /** What must never be run. */
  String HIDDEN = HttpConnection.head("POST", "/pub?id=victim", "Content-Length: 1") + "\r\nX";

  private static void checkVictim(RelayUnderTest relay, String request) {
    assertThat(relay.channel("victim").info().join()).as(request).isEmpty();
  }

  @Test
  default void aBodyThatNobodyReadsIsNotRunAsTheNextRequest(RelayUnderTest relay) {
    List<String> requests =
        List.of(
            "GET /pub?id=none",
            "OPTIONS /pub?id=a",
            "DELETE /pub?id=none",
            "PATCH /pub?id=a",
            "POST /sub?id=a",
            "GET /poll?id=a",
            "OPTIONS /sub?id=a",
            "GET /pub",
            "POST /pub",
            "PUT /pub?id=a",
            "GET /sub?id=%zz",
            "POST /pub?id=%zz");
    for (String request : requests) {
      String[] parts = request.split(" ", -1);
      HttpConnection client = relay.connect();
      client.send(
          HttpConnection.head(parts[0], parts[1], "Content-Length: " + HIDDEN.length())
              + "\r\n"
              + HIDDEN);
      ReceivedResponse response = client.receive();

      // either the connection ends, or the next request is the next one
      client.sendIfOpen(HttpConnection.head("GET", "/seen?next") + "\r\n");
      ReceivedResponse next = client.receiveOrClosed();

      assertThat(response.status()).as(request).isBetween(200, 499);
      assertThat(next.status()).as(request).isIn(0, 200);
      assertThat(next.status() == 0 || next.text().contains("query next")).as(request).isTrue();
      checkVictim(relay, request);
    }
  }

  @Test
  default void theBodyOfAHeldGetIsNotRunAsTheNextRequest(RelayUnderTest relay) {
    HttpConnection client = relay.connect();
    client.send(
        HttpConnection.head("GET", "/sub?id=a", "Content-Length: " + HIDDEN.length())
            + "\r\n"
            + HIDDEN);
    relay.awaitHeld("a", 1);

    relay.publish("a", "hello");

    assertThat(client.receive().text()).isEqualTo("hello");
    client.sendIfOpen(HttpConnection.head("GET", "/seen?next") + "\r\n");
    ReceivedResponse next = client.receiveOrClosed();
    assertThat(next.status() == 0 || next.text().contains("query next")).isTrue();
    checkVictim(relay, "held GET");
  }

  @Test
  default void contentLengthBesideTransferEncodingHidesNoRequest(RelayUnderTest relay) {
    // 501 is right for an unknown coding (RFC 9112, 6.1)
    relay.expectServerErrors();
    List<String> bodies =
        List.of(
            HttpConnection.head(
                    "POST", "/pub?id=a", "Content-Length: 4", "Transfer-Encoding: chunked")
                + "\r\n0\r\n\r\n"
                + HIDDEN,
            HttpConnection.head(
                    "POST",
                    "/pub?id=a",
                    "Transfer-Encoding: chunked",
                    "Content-Length: " + (5 + HIDDEN.length()))
                + "\r\n0\r\n\r\n"
                + HIDDEN,
            HttpConnection.head(
                    "POST", "/pub?id=a", "Transfer-Encoding: xchunked", "Content-Length: 1")
                + "\r\nX"
                + HIDDEN,
            HttpConnection.head(
                    "POST",
                    "/pub?id=a",
                    "Transfer-Encoding: chunked",
                    "Transfer-Encoding: identity")
                + "\r\n0\r\n\r\n"
                + HIDDEN);
    for (String request : bodies) {
      HttpConnection client = relay.connect().send(request);

      ReceivedResponse response = client.receiveOrClosed();
      client.receiveOrClosed();

      assertThat(response.status()).as(request).isLessThan(502);
      checkVictim(relay, request);
    }
  }

  @Test
  default void nothingIsRunBehindARequestThatEndsTheConnection(RelayUnderTest relay) {
    List<String> requests =
        List.of(
            HttpConnection.head("GET", "/seen", "Connection: close") + "\r\n",
            HttpConnection.head("OPTIONS", "/sub?id=a", "Connection: close") + "\r\n",
            HttpConnection.head("POST", "/pub?id=a", "Connection: close", "Content-Length: 1")
                + "\r\nx",
            "GET /seen HTTP/1.0\r\n\r\n");
    requests.forEach(request -> checkNothingIsRunBehind(relay, request));
  }

  @Test
  default void nothingIsRunBehindADoubtfulHead(RelayUnderTest relay) {
    assumeTrue(relay.has(TransportTrait.REFUSES_DOUBTFUL_HEADS), "doubtful heads are taken");
    List<String> requests =
        List.of(
            HttpConnection.head("GET", "/seen", "Host: two") + "\r\n",
            HttpConnection.head("POST", "/pub?id=a", "Expect: tea", "Content-Length: 1") + "\r\nx");
    requests.forEach(request -> checkNothingIsRunBehind(relay, request));
  }

  private static void checkNothingIsRunBehind(RelayUnderTest relay, String request) {
    HttpConnection client = relay.connect().send(request + HIDDEN);

    ReceivedResponse response = client.receiveOrClosed();

    assertThat(response.status()).as(request).isBetween(200, 499);
    client.expectClosed();
    checkVictim(relay, request);
  }

  @Test
  default void aBadContentLengthIsRefused(RelayUnderTest relay) {
    List<String> values =
        List.of(
            "abc",
            "-1",
            "+5",
            "5 5",
            "5,5",
            "0x5",
            "99999999999999999999",
            "5\r\nContent-Length: 6");
    for (String value : values) {
      HttpConnection client = relay.connect();
      client.send(
          HttpConnection.head("POST", "/pub?id=a", "Content-Length: " + value) + "\r\nhello");

      ReceivedResponse response = client.receiveOrClosed();

      assertThat(response.status()).as(value).isIn(0, 400, 413);
      client.expectClosed();
    }
    assertThat(relay.channel("a").info().join()).isEmpty();
  }

  @Test
  default void badChunksAreNoMessage(RelayUnderTest relay) {
    List<String> bodies =
        List.of(
            "zz\r\nhello\r\n0\r\n\r\n",
            "-5\r\nhello\r\n0\r\n\r\n",
            "5\r\nhelloXX0\r\n\r\n",
            "ffffffffffffffff5\r\nhello\r\n0\r\n\r\n");
    for (String body : bodies) {
      HttpConnection client = relay.connect();
      client.send(
          HttpConnection.head("POST", "/pub?id=a", "Transfer-Encoding: chunked") + "\r\n" + body);
      client.halfClose();

      assertThat(client.receiveOrClosed().status()).as(body).isIn(0, 400, 413);
    }
    assertThat(relay.channel("a").info().join()).isEmpty();
  }

  @Test
  default void aChunkWithoutASizeIsNotTheEndOfTheBody(RelayUnderTest relay) {
    assumeTrue(relay.has(TransportTrait.CHECKS_CHUNK_SIZES), "sizes of chunks are not checked");
    HttpConnection client = relay.connect();
    client.send(
        HttpConnection.head("POST", "/pub?id=a", "Transfer-Encoding: chunked")
            + "\r\n5\r\nhello\r\nzz\r\n\r\n");

    assertThat(client.receiveOrClosed().status()).isIn(0, 400);
    assertThat(relay.channel("a").info().join()).isEmpty();
  }

  @Test
  default void aHeadThatIsNoneIsRefused(RelayUnderTest relay) {
    List<String> heads =
        List.of(
            "garbage\r\n\r\n",
            "GET /pub?id=a HTTP/1.1\r\n\r\n",
            "GET /pub?id=a HTTP/9.1\r\nHost: x\r\n\r\n",
            "GET /pub?id=a\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /pub?id=a HTTP/1.1\r\nHost : x\r\n\r\n",
            "GET /pub?id=a HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n");
    for (String head : heads) {
      HttpConnection client = relay.connect().send(head).halfClose();

      ReceivedResponse response = client.receiveOrClosed();

      assertThat(response.status())
          .as(head)
          .satisfiesAnyOf(
              status -> assertThat(status).isZero(),
              status -> assertThat(status).isBetween(400, 499),
              status -> assertThat(status).isEqualTo(505));
    }
    relay.expectServerErrors();
  }

  @Test
  default void aContentTypeBringsNoHeaderIntoTheAnswer(RelayUnderTest relay) {
    List<String> values =
        List.of(
            "a/b\r\n X-Evil: 1",
            "a/b\rX-Evil: 1",
            "a/b\nX-Evil: 1",
            "a/b\0c",
            "a/b\u007fc",
            "a/b\r\r\nX-Evil: 1",
            "\u0001");
    for (int i = 0; i < values.size(); i++) {
      String channel = "type-" + i;
      HttpConnection client = relay.connect();
      client.post("/pub?id=" + channel, "x", "Content-Type: " + values.get(i));
      int status = client.receiveOrClosed().status();

      assertThat(status).as(values.get(i)).isIn(0, 202, 400);
      if (status == 202) {
        ReceivedResponse message = relay.request("GET", "/sub?id=" + channel);
        assertThat(message.headers()).extracting(Header::name).doesNotContain("X-Evil");
        assertThat(message.header("Content-Type").orElse("")).doesNotContain("\r", "\0", "\u007f");
      }
    }
  }

  @Test
  default void anIdInTheQueryBringsNoHeaderIntoTheAnswer(RelayUnderTest relay) {
    ReceivedResponse response = relay.request("GET", "/poll?id=a%0d%0aX-Evil:%201");

    assertThat(response.header("X-Evil")).isEmpty();
    assertThat(response.status()).isIn(304, 400);
  }

  @Test
  default void aHeldRequestWhoseBodyIsBrokenGetsNoEmptyMessage(RelayUnderTest relay) {
    HttpConnection client =
        relay.connect().send(HttpConnection.head("GET", "/sub?id=a", "Transfer-Encoding: chunked"));

    client.send("\r\nZZ\r\n").halfClose();

    ReceivedResponse response = client.receiveOrClosed();
    assertThat(response.status()).isIn(0, 400);
  }

  @Test
  default void firstLineThatIsLooselyWrittenIsRefused(RelayUnderTest relay) {
    assumeTrue(relay.has(TransportTrait.REFUSES_LOOSE_FIRST_LINES), "loose lines are taken");
    for (String line :
        List.of(
            " GET /seen HTTP/1.1",
            "\tGET /seen HTTP/1.1",
            "GET\t/seen HTTP/1.1",
            "GET /seen\tHTTP/1.1",
            "GET /seen http/1.1")) {
      checkIsRefused(relay, line + "\r\nHost: x\r\n\r\n");
    }
  }

  @Test
  default void headWhoseLinesEndInBothWaysIsRefused(RelayUnderTest relay) {
    assumeTrue(relay.has(TransportTrait.REFUSES_MIXED_LINE_ENDS), "mixed line ends are taken");
    for (String head :
        List.of(
            "GET /seen HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
            "GET /seen HTTP/1.1\nHost: x\r\n\r\n",
            "GET /seen HTTP/1.1\r\nHost: x\r\n\n")) {
      checkIsRefused(relay, head);
    }
  }

  private static void checkIsRefused(RelayUnderTest relay, String head) {
    HttpConnection client = relay.connect().send(head);

    assertThat(client.receive().status()).as(head).isEqualTo(400);
    client.expectClosed();
  }
}
