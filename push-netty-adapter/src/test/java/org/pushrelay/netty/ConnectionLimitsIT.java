package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.HttpConnection;
import org.pushrelay.testkit.ReceivedResponse;

/** How long connections may do nothing of use, and that those who are held may. */
class ConnectionLimitsIT {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final ConnectionLimits PATIENT =
      new ConnectionLimits(16 * 1024, LONG, LONG, LONG, LONG);

  private NettyRelay relay;
  private final HugeAnswer huge = new HugeAnswer();

  private void start(ConnectionLimits limits) throws Exception {
    relay =
        NettyRelay.start(
            PushNettyServer.builder().eventLoops(1).limits(limits).mount("/huge", huge));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  /** Runs what ends with the connection's end, and says how long that took. */
  private static Duration timeOf(Runnable wait) {
    long start = System.nanoTime();
    wait.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void expectTimedOut(Runnable wait) {
    assertThat(timeOf(wait)).isBetween(SHORT.minusMillis(20), Eventually.DEADLINE);
  }

  /** Shows that the server has read everything that was sent so far. */
  private void settle() {
    assertThat(relay.connect().get("/pub?id=none").receive().status()).isEqualTo(404);
  }

  private static void expect408(HttpConnection client) {
    ReceivedResponse response = client.receive();
    assertThat(response.status()).isEqualTo(408);
    assertThat(response.closes()).isTrue();
    client.expectClosed();
  }

  @Test
  void aSlowHeadIsAnswered408() throws Exception {
    start(PATIENT.withHead(SHORT));

    for (String begun : new String[] {"GET /sub?id=a HTTP/1.1\r\nHost:", "G", "P", "PRI * HT"}) {
      HttpConnection client = relay.connect().send(begun);
      expectTimedOut(() -> expect408(client));
    }
  }

  @Test
  void aHeadThatComesByteByByteIsSlowAllTheSame() throws Exception {
    start(PATIENT.withHead(SHORT));
    HttpConnection client = relay.connect().send("GET /sub?id=a HTTP/1.1\r\nX: ");

    expectTimedOut(() -> Eventually.until("answered", () -> isAnswered(client.sendIfOpen("x"))));

    expect408(client);
  }

  private static boolean isAnswered(HttpConnection client) {
    return !client.isSilent();
  }

  @Test
  void aConnectionThatNeverSendsIsClosedAfterTheTimeOfAHead() throws Exception {
    start(PATIENT.withHead(SHORT));
    HttpConnection client = relay.connect();

    expectTimedOut(client::expectClosed);
  }

  @Test
  void aSlowHeadOnAConnectionThatIsKeptIsAnswered408() throws Exception {
    start(PATIENT.withHead(SHORT));
    HttpConnection client = relay.connect();
    assertThat(client.get("/pub?id=a").receive().status()).isEqualTo(404);

    client.send("GET /");

    expectTimedOut(() -> expect408(client));
  }

  @Test
  void headsThatAreCutByPacketsAreNotSlow() throws Exception {
    start(PATIENT.withHead(SHORT));
    HttpConnection client = relay.connect();
    String request = head("GET", "/pub?id=a") + "\r\n";
    client.send(request.substring(0, 10));
    long end = System.nanoTime() + SHORT.multipliedBy(4).toNanos();
    int requests = 0;
    while (System.nanoTime() < end) {
      // the end of one, and the beginning of the next one
      client.send(request.substring(10) + request.substring(0, 10));
      assertThat(client.receive().status()).isEqualTo(404);
      requests++;
    }

    assertThat(requests).isGreaterThan(10);
  }

  @Test
  void aSlowBodyEndsTheConnectionAndIsNoMessage() throws Exception {
    start(PATIENT.withBody(SHORT));
    HttpConnection plain =
        relay.connect().send(head("POST", "/pub?id=a", "Content-Length: 9") + "\r\nhalf");
    expectTimedOut(() -> assertThat(plain.receiveOrClosed().status()).isIn(0, 400, 408));
    HttpConnection chunked =
        relay.connect().send(head("POST", "/pub?id=a", "Transfer-Encoding: chunked") + "\r\n4\r\n");
    expectTimedOut(() -> assertThat(chunked.receiveOrClosed().status()).isIn(0, 400, 408));

    assertThat(relay.engine().channel("a").info().join()).isEmpty();
  }

  @Test
  void aBodyOfManyPiecesIsNotSlow() throws Exception {
    start(PATIENT.withBody(SHORT));
    HttpConnection client =
        relay.connect().send(head("POST", "/pub?id=a", "Transfer-Encoding: chunked") + "\r\n");
    long end = System.nanoTime() + SHORT.multipliedBy(3).toNanos();
    while (System.nanoTime() < end) {
      client.send("1\r\nx\r\n");
      settle();
    }

    client.send("0\r\n\r\n");

    assertThat(client.receive().status()).isEqualTo(202);
  }

  @Test
  void aSilentConnectionIsClosedAfterItsTime() throws Exception {
    start(PATIENT.withKeepAlive(SHORT));
    HttpConnection client = relay.connect();
    assertThat(client.get("/pub?id=a").receive().closes()).isFalse();

    expectTimedOut(client::expectClosed);
  }

  @Test
  void whoAsksAgainInTimeIsNotSilent() throws Exception {
    start(PATIENT.withKeepAlive(SHORT));
    HttpConnection client = relay.connect();
    long end = System.nanoTime() + SHORT.multipliedBy(4).toNanos();
    while (System.nanoTime() < end) {
      assertThat(client.get("/pub?id=a").receive().status()).isEqualTo(404);
    }

    expectTimedOut(client::expectClosed);
  }

  @Test
  void noSilenceAtAllClosesAfterEachAnswer() throws Exception {
    start(PATIENT.withKeepAlive(Duration.ZERO));
    HttpConnection held = relay.hold("a");
    HttpConnection refused = relay.connect().get("/nothing");

    relay.publish("a", "bye");

    assertThat(held.receive().closes()).isTrue();
    held.expectClosed();
    assertThat(refused.receive().closes()).isTrue();
    refused.expectClosed();
  }

  @Test
  void whoIsHeldIsClosedByNoneOfThem() throws Exception {
    start(new ConnectionLimits(16 * 1024, SHORT, SHORT, SHORT, SHORT));
    HttpConnection held = relay.hold("a");
    HttpConnection decoded = relay.connect().send("GET /sub?id=a HTTP/1.0\r\n\r\n");
    HttpConnection withBody =
        relay.connect().send(head("GET", "/sub?id=a", "Content-Length: 5") + "\r\nhello");
    relay.awaitHeld("a", 3);
    HttpConnection silent = relay.connect();
    assertThat(silent.get("/pub?id=none").receive().status()).isEqualTo(404);
    // three times the limits, as those can tell who come and are closed
    for (int i = 0; i < 3; i++) {
      relay.connect().expectClosed();
    }

    assertThat(relay.subscribers("a")).isEqualTo(3);
    relay.publish("a", "still here");
    assertThat(held.receive().text()).isEqualTo("still here");
    assertThat(decoded.receive().text()).isEqualTo("still here");
    assertThat(withBody.receive().text()).isEqualTo("still here");
  }

  @Test
  void whoTakesNothingOfALargeAnswerIsClosed() throws Exception {
    start(PATIENT.withSend(SHORT));
    relay.connect().get("/huge");

    expectTimedOut(() -> Eventually.until("given up", huge::isGivenUp));
  }

  @Test
  void whoSendsButTakesNothingIsClosedAllTheSame() throws Exception {
    start(PATIENT.withSend(SHORT));
    HttpConnection client = relay.connect().get("/huge");

    expectTimedOut(
        () ->
            Eventually.until(
                "given up",
                () -> {
                  client.sendIfOpen("\n");
                  return huge.isGivenUp();
                }));
  }

  @Test
  void aHeadThatIsTooLongIsRefused() throws Exception {
    start(PATIENT.withHeadBytes(1024));
    HttpConnection client = relay.connect().get("/sub?id=a", "X: " + "x".repeat(1024));
    assertThat(client.receive().status()).isEqualTo(431);
    client.expectClosed();
    HttpConnection unfinished = relay.connect().send("GET / HTTP/1.1\r\nX: " + "x".repeat(1100));
    assertThat(unfinished.receive().status()).isEqualTo(431);
    unfinished.expectClosed();
    HttpConnection many = relay.connect().get("/sub?id=a", "X: x\r\n".repeat(400) + "Y: y");
    assertThat(many.receive().status()).isEqualTo(431);
    many.expectClosed();
  }

  @Test
  void aFirstLineThatIsTooLongIsRefused() throws Exception {
    start(PATIENT.withHeadBytes(1024));
    HttpConnection client = relay.connect().get("/sub?id=" + "a".repeat(1024));
    assertThat(client.receive().status()).isEqualTo(414);
    client.expectClosed();
    HttpConnection unfinished = relay.connect().send("x".repeat(1100));
    assertThat(unfinished.receive().status()).isEqualTo(414);
    unfinished.expectClosed();
  }

  @Test
  void aLongHeadIsReadWhereItMayBeLong() throws Exception {
    start(PATIENT.withHeadBytes(256 * 1024));
    HttpConnection client = relay.connect();

    client.get("/pub?id=a", "X: " + "x".repeat(200 * 1024));

    assertThat(client.receive().status()).isEqualTo(404);
  }
}
