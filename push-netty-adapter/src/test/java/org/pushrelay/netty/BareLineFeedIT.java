package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.testkit.HttpConnection;

/** Heads whose lines end in a bare LF are read, and nobody is smuggled in by them. */
class BareLineFeedIT {
  private static final String GET = "GET /sub?id=a HTTP/1.1\nHost: x\nAccept: a/b\n\n";

  private NettyRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay = NettyRelay.start(PushNettyServer.builder().eventLoops(1));
    relay.publish("a", "hello");
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private void expectRefused(String request) {
    HttpConnection client = relay.connect().send(request);

    assertThat(client.receive().status()).as(request).isEqualTo(400);
    client.expectClosed();
    assertThat(relay.messages("victim")).as(request).isZero();
  }

  @Test
  void requestsOneBehindTheOtherAreAnswered() {
    HttpConnection client = relay.connect();

    client.send(
        GET
            + "POST /pub?id=b HTTP/1.1\nHost: x\nContent-Length: 6\n\na\nb\r\nc"
            + GET.replace("\n", "\r\n")
            + "\n"
            + GET
            + "GET /sub?id=b HTTP/1.0\n\n");

    assertThat(client.receive().text()).isEqualTo("hello");
    assertThat(client.receive().status()).isEqualTo(202);
    assertThat(client.receive().text()).isEqualTo("hello");
    assertThat(client.receive().text()).isEqualTo("hello");
    assertThat(client.receive().text()).isEqualTo("a\nb\r\nc");
    client.expectClosed();
  }

  @Test
  void aHeadMayBeCutAnywhere() {
    for (int cut = 1; cut < GET.length(); cut++) {
      HttpConnection client = relay.connect().send(GET.substring(0, cut));
      // whoever is answered shows that the first part has been read by itself
      assertThat(relay.connect().get("/pub?id=none").receive().status()).isEqualTo(404);

      client.send(GET.substring(cut) + GET);

      assertThat(client.receive().text()).as("cut at %s", cut).isEqualTo("hello");
      assertThat(client.receive().text()).as("cut at %s", cut).isEqualTo("hello");
    }
  }

  @Test
  void headThatEndsItsLinesInBothWaysIsRefusedWhereverItIsCut() {
    String head = "GET /sub?id=a HTTP/1.1\r\nHost: x\nX: a\n\n";
    for (int cut = 1; cut < head.length(); cut++) {
      HttpConnection client = relay.connect().send(head.substring(0, cut));
      // a response on another connection of the event loop shows that the first part has been read
      assertThat(relay.connect().get("/pub?id=none").receive().status()).isEqualTo(404);

      client.send(head.substring(cut));

      assertThat(client.receive().status()).as("cut at %s", cut).isEqualTo(400);
      client.expectClosed();
    }
  }

  @Test
  void headsThatEndTheirLinesInBothWaysAreRefused() {
    String behind = "POST /pub?id=victim HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx";
    List<String> heads =
        List.of(
            "GET /sub?id=a HTTP/1.1\nHost: x\r\n\r\n",
            "GET /sub?id=a HTTP/1.1\r\nHost: x\n\n",
            "GET /sub?id=a HTTP/1.1\r\nHost: x\r\n\n",
            "GET /sub?id=a HTTP/1.1\nHost: x\n\r\n",
            "GET /sub?id=a HTTP/1.1\nHost: x\r\n\n",
            "GET /sub?id=a HTTP/1.1\r\nHost: x\r\nX: a\nContent-Length: 3\r\n\r\n",
            "GET /sub?id=a HTTP/1.1\r\nHost: x\r\nX: a\n\n",
            "POST /pub?id=b HTTP/1.1\r\nHost: x\r\nX: a\nTransfer-Encoding: chunked\r\n"
                + "Content-Length: 5\r\n\r\n0\r\n\r\n");
    heads.forEach(head -> expectRefused(head + behind));
  }

  @Test
  void whatIsRefusedElsewhereIsRefusedHere() {
    List<String> fields =
        List.of(
            "Content-Length: 3\nContent-Length: 4",
            "Content-Length: 5\nTransfer-Encoding: chunked",
            "Content-Length: +3",
            "Host: y",
            "no colon",
            "X : a",
            "X: a\rb",
            "\u0000: a");
    for (String field : fields) {
      expectRefused(
          "POST /pub?id=victim HTTP/1.1\nHost: x\n" + field + "\n\n0\r\n\r\nhello, world\r\n\r\n");
    }
  }

  @Test
  void chunksAreReadStrictly() {
    String head = "POST /pub?id=victim HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n";
    HttpConnection client =
        relay.connect().send(head.replace("victim", "b") + "2\r\nhi\r\n0\r\n\r\n");
    assertThat(client.receive().status()).isEqualTo(202);
    List<String> bodies =
        List.of("2\nhi\n0\n\n", "2\r\nhi\n0\r\n\r\n", "2\nhi\r\n0\r\n\r\n", "2\r\nhi\r\n0\n\n");
    for (String body : bodies) {
      HttpConnection refused = relay.connect().send(head + body).halfClose();

      assertThat(refused.receiveOrClosed().status()).as(body).isIn(0, 400);
      assertThat(relay.messages("victim")).as(body).isZero();
    }
  }

  @Test
  void aHeadThatIsTooLongIsRefused() {
    String lines = "X: " + "x".repeat(1000) + "\n";

    expectRefused("GET /sub?id=a HTTP/1.1\nHost: x\n" + lines.repeat(40));
  }
}
