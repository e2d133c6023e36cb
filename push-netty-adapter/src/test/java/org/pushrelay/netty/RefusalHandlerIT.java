package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.HttpConnection;
import org.pushrelay.testkit.ReceivedResponse;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** Whoever keeps a log of requests hears of those that no endpoint sees. */
class RefusalHandlerIT {
  private static final ConnectionLimits LIMITS =
      ConnectionLimits.DEFAULT.withHeadBytes(1024).withHead(Duration.ofMillis(300));

  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private NettyRelay relay;

  private void start(RefusalHandler handler) throws Exception {
    relay =
        NettyRelay.start(PushNettyServer.builder().eventLoops(1).limits(LIMITS).refusals(handler));
  }

  private PushResponse tell(Refusal refusal) {
    told.add(refusal.remoteAddress() + " '" + refusal.requestLine() + "' " + refusal.status());
    return PushResponse.of(refusal.status(), new Header("X-Told", "yes"));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private void expectTold(String line) {
    Eventually.until("told", () -> !told.isEmpty());
    assertThat(List.copyOf(told)).containsExactly(line);
    told.clear();
  }

  @Test
  void eachRefusalIsTold() throws Exception {
    start(this::tell);

    ReceivedResponse response = relay.connect().send("GET /a HTTP/1.1\r\n\r\n").receive();
    assertThat(response.header("X-Told")).hasValue("yes");
    assertThat(response.closes()).isTrue();
    expectTold("127.0.0.1 'GET /a HTTP/1.1' 400");
    relay.connect().send(head("POST", "/pub?id=a", "Expect: tea") + "\r\n").receive();
    expectTold("127.0.0.1 'POST /pub?id=a HTTP/1.1' 417");
    relay.connect().send("GET /a HTTP/9.1\r\nHost: x\r\n\r\n").receive();
    expectTold("127.0.0.1 'GET /a HTTP/9.1' 505");
    relay.connect().send("garbage\r\n\r\n").receive();
    expectTold("127.0.0.1 '' 400");
    relay.connect().get("/" + "a".repeat(2000)).receive();
    expectTold("127.0.0.1 '' 414");
    relay.connect().get("/a", "X: " + "x".repeat(2000)).receive();
    expectTold("127.0.0.1 'GET /a HTTP/1.1' 431");
    relay.connect().send("GET /a").receive();
    expectTold("127.0.0.1 '' 408");
  }

  @Test
  void eachRefusalOfHttp2IsToldOnce() throws Exception {
    start(this::tell);
    try (Http2Client client = Http2Client.connect(relay.server().port())) {
      Http2Client.Stream refused = client.begin("POST", "/a#b").await();
      assertThat(refused.status()).isEqualTo(400);
      refused.sendTrailers();

      assertThat(client.request("GET", "/pub?id=none").await().status()).isEqualTo(404);

      expectTold("127.0.0.1 'POST /a#b HTTP/2.0' 400");
    }
  }

  @Test
  void whatAnEndpointAnswersIsNoRefusal() throws Exception {
    start(this::tell);

    assertThat(relay.connect().get("/nothing").receive().status()).isEqualTo(404);
    assertThat(relay.connect().get("/sub?id=%zz").receive().status()).isEqualTo(400);

    assertThat(told).isEmpty();
  }

  @Test
  void aHandlerThatFailsHarmsNoRefusalAndNoTimeout() throws Exception {
    start(
        refusal -> {
          throw new IllegalStateException("no log today");
        });
    for (int i = 0; i < 2; i++) {
      HttpConnection slow = relay.connect().send("GET /a");
      HttpConnection bad = relay.connect().send("garbage\r\n\r\n");

      assertThat(bad.receive().status()).isEqualTo(400);
      assertThat(slow.receive().status()).isEqualTo(408);
      slow.expectClosed();
    }
  }
}
