package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.HttpConnection;
import org.pushrelay.testkit.ReceivedResponse;
import org.pushrelay.transport.BufferBudget;

/** Requests behind, beside and within each other's packets, on the one event loop there is. */
class PipeliningIT {
  /** More than a connection buffers before it says that it is full. */
  private static final int LARGE = 200 * 1024;

  private static final BufferBudget BUDGET = BufferBudget.of(4 << 20);

  private NettyRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay = NettyRelay.start(PushNettyServer.builder().eventLoops(1).budget(BUDGET));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private static String get(String target, String... lines) {
    return head("GET", target, lines) + "\r\n";
  }

  private static String post(String target, String body, String... lines) {
    String[] all = Arrays.copyOf(lines, lines.length + 1);
    all[lines.length] = "Content-Length: " + body.length();
    return head("POST", target, all) + "\r\n" + body;
  }

  private static String chunked(String target, String... chunks) {
    StringBuilder body = new StringBuilder();
    for (String chunk : chunks) {
      body.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
    }
    return head("POST", target, "Transfer-Encoding: chunked") + "\r\n" + body + "0\r\n\r\n";
  }

  private static MessageBody body(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i ^ i >>> 8);
    }
    return MessageBody.wrap(bytes);
  }

  @Test
  void whatIsSentFarAheadIsCountedAndNotReadUntilItsTurn() {
    HttpConnection client = relay.hold("a");
    String far = "S".repeat(300 * 1024);

    client.send(post("/pub?id=b", far));
    client.send(get("/sub?id=b"));
    Eventually.until("some is read ahead", () -> BUDGET.used() >= ReadingConnection.READ_AHEAD);
    assertThat(BUDGET.used()).isLessThan(4 * ReadingConnection.READ_AHEAD);
    assertThat(relay.messages("b")).isZero();
    relay.publish("a", "first");

    assertThat(client.receive().text()).isEqualTo("first");
    assertThat(client.receive().status()).isEqualTo(202);
    assertThat(client.receive().text()).isEqualTo(far);
    Eventually.until("nothing is counted any more", () -> BUDGET.used() == 0);
  }

  @Test
  void clientThatSendsAheadIsLetGoWhenThereIsNoMemoryForIt() {
    BUDGET.charge(BUDGET.limit());
    try {
      HttpConnection client = relay.hold("a");

      client.sendIfOpen(post("/pub?id=b", "S".repeat(20 * 1024)));

      relay.awaitHeld("a", 0);
      client.expectClosed();
      assertThat(relay.messages("b")).isZero();
    } finally {
      BUDGET.release(BUDGET.limit());
    }
  }

  @Test
  void whatFitsInWhatIsReadAheadIsServedInOrder() {
    HttpConnection client = relay.hold("a");
    client.send(post("/pub?id=b", "S".repeat(60 * 1024)));
    client.send(get("/sub?id=b"));

    relay.publish("a", "first");

    assertThat(client.receive().text()).isEqualTo("first");
    assertThat(client.receive().status()).isEqualTo(202);
    assertThat(client.receive().text()).isEqualTo("S".repeat(60 * 1024));
  }

  @Test
  void requestsBehindOneThatIsHeldAgainAndAgainAreServedInOrder() {
    HttpConnection client = relay.connect();
    client.send(get("/sub?id=a").repeat(3));
    for (int i = 0; i < 3; i++) {
      relay.awaitHeld("a", 1);
      relay.engine().channel("a").delete();
      relay.awaitHeld("a", 1 - (i + 1) / 3);
    }

    for (int i = 0; i < 3; i++) {
      assertThat(client.receive().status()).isEqualTo(410);
    }
  }

  @Test
  void aHeadMayBeCutAnywhere() {
    relay.publish("a", "hello");
    List<String> requests =
        List.of(
            get("/sub?id=a", "Accept: a/b"),
            get("/sub?id=a", "Connection: keep-alive, X"),
            post("/pub?id=b", "body"),
            chunked("/pub?id=b", "bo", "dy"));
    for (String request : requests) {
      HttpConnection client = relay.connect();
      for (int cut = 1; cut < request.length(); cut++) {
        client.send(request.substring(0, cut));
        // whoever is answered shows that the first part has been read by itself
        assertThat(relay.connect().get("/pub?id=none").receive().status()).isEqualTo(404);
        client.send(request.substring(cut));

        ReceivedResponse response = client.receive();

        assertThat(response.status()).as("%s cut at %s", request, cut).isIn(200, 202);
        assertThat(response.text()).containsAnyOf("hello", "queued messages");
      }
    }
  }

  @Test
  void bothWaysOfReadingTakeTurnsOnOneConnection() {
    HttpConnection client = relay.connect();
    client.send(
        post("/pub?id=a", "one")
            + chunked("/pub?id=a", "t", "wo")
            + post("/pub?id=a", "three")
            + head("OPTIONS", "/sub?id=a")
            + "\r\n"
            + get("/sub?id=a")
            + head("HEAD", "/pub?id=a")
            + "\r\n"
            + get("/pub?id=a"));

    for (int i = 0; i < 3; i++) {
      assertThat(client.receive().status()).isEqualTo(202);
    }
    assertThat(client.receive().header("Allow")).isPresent();
    assertThat(client.receive().text()).isEqualTo("one");
    assertThat(client.receiveHead().status()).isEqualTo(200);
    assertThat(client.receive().text()).contains("queued messages: 3");
  }

  @Test
  void aChunkThatEndsInSomethingElseIsRefusedAtOnce() {
    String head = head("POST", "/pub?id=a", "Transfer-Encoding: chunked") + "\r\n";
    for (String body :
        List.of("1\r\nxMORE\r\n0\r\n\r\n", "1\r\nx\n0\r\n\r\n", "1\r\nx\r\r\n0\r\n\r\n")) {
      HttpConnection client = relay.connect().send(head + body + get("/pub?id=a"));

      assertThat(client.receive().status()).as(body).isEqualTo(400);
      client.expectClosed();
      assertThat(relay.messages("a")).isZero();
    }
  }

  @Test
  void aBodyComesWithItsHeadOrBehindItOrInPieces() {
    HttpConnection client = relay.connect();
    String head = head("POST", "/pub?id=a", "Content-Length: 5") + "\r\n";
    client.send(head + "hello");
    assertThat(client.receive().status()).isEqualTo(202);
    client.send(head);
    assertThat(relay.connect().get("/pub?id=none").receive().status()).isEqualTo(404);
    client.send("hello");
    assertThat(client.receive().status()).isEqualTo(202);
    client.send(head + "he");
    assertThat(relay.connect().get("/pub?id=none").receive().status()).isEqualTo(404);
    client.send("llo" + get("/sub?id=a"));
    assertThat(client.receive().status()).isEqualTo(202);

    assertThat(client.receive().text()).isEqualTo("hello");
    assertThat(relay.messages("a")).isEqualTo(3);
  }

  @Test
  void aBodyByteByByteIsNoOtherOne() {
    HttpConnection client = relay.connect();
    for (byte one : post("/pub?id=a", "x".repeat(300)).getBytes(ISO_8859_1)) {
      client.send(new byte[] {one});
    }
    assertThat(client.receive().status()).isEqualTo(202);

    assertThat(client.get("/sub?id=a").receive().text()).isEqualTo("x".repeat(300));
  }

  @Test
  void aMebibyteIsTakenAndTheNextRequestIsTheNextOne() {
    HttpConnection client = relay.connect();
    MessageBody large = body(1 << 20);

    client.post("/pub?id=a", large.toByteArray()).get("/sub?id=a");

    assertThat(client.receive().status()).isEqualTo(202);
    assertThat(client.receive().body()).isEqualTo(large);
  }

  @Test
  void aBodyThatNobodyReadsIsNotTheNextRequest() {
    HttpConnection client = relay.connect();
    client.send(
        head("GET", "/pub?id=none", "Content-Length: 400")
            + "\r\n"
            + post("/pub?id=victim", "x").concat("y".repeat(400)).substring(0, 400)
            + get("/pub?id=victim"));

    assertThat(client.receive().status()).isEqualTo(404);
    assertThat(client.receive().status()).isEqualTo(404);
  }

  @Test
  void aPublisherIsAnsweredAsItAskedWhenItsMessageLetsAnotherConnectionGoOn() {
    HttpConnection subscriber = relay.connect();
    // the response fills the connection, and empties it again, while the publisher is being served
    subscriber.send(get("/sub?id=a") + get("/pub?id=b", "Accept: text/plain"));
    relay.awaitHeld("a", 1);
    HttpConnection publisher = relay.connect();
    String asJson =
        head("POST", "/pub?id=a", "Accept: application/json", "Content-Length: " + LARGE) + "\r\n";

    publisher.send(asJson).send(body(LARGE).toByteArray());

    ReceivedResponse response = publisher.receive();
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.header("Content-Type")).hasValue("application/json");
    assertThat(subscriber.receive().body().size()).isEqualTo(LARGE);
    assertThat(subscriber.receive().status()).isEqualTo(404);
  }

  @Test
  void aPublisherInOnePacketIsAnsweredAsItAskedTheSame() {
    int size = 100_000;
    relay.engine();
    HttpConnection subscriber = relay.connect();
    subscriber.send(get("/sub?id=a") + get("/pub?id=b", "Accept: text/plain"));
    relay.awaitHeld("a", 1);
    // behind a held request it has been read whole when its turn comes
    HttpConnection publisher = relay.hold("gate");
    publisher.send(
        post("/pub?id=a", "x".repeat(60_000), "Accept: application/json")
            + get("/pub?id=a", "Accept: application/json"));

    relay.publish("gate", MessageBody.wrap(new byte[size]));

    assertThat(publisher.receive().body().size()).isEqualTo(size);
    ReceivedResponse published = publisher.receive();
    assertThat(published.status()).isEqualTo(201);
    assertThat(published.header("Content-Type")).hasValue("application/json");
    assertThat(publisher.receive().header("Content-Type")).hasValue("application/json");
    assertThat(subscriber.receive().body().size()).isEqualTo(60_000);
  }

  @Test
  void whoPipelinesForLongIsNotSlow() throws Exception {
    relay.publish("a", MessageBody.wrap(new byte[LARGE]));
    HttpConnection client = relay.connect();
    int requests = 300;
    client.send(get("/sub?id=a").repeat(requests));

    for (int i = 0; i < requests; i++) {
      assertThat(client.receive().body().size()).isEqualTo(LARGE);
    }
    Eventually.until("all is served", () -> relay.subscribers("a") == 0);
  }
}
