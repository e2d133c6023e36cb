package org.pushrelay.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TransportTest {
  private LoopbackServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new LoopbackServer(
            TransportUnderTest.transport(), exchange -> exchange.respond(StatusResponse.of(403)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RefusedRequest refused() throws InterruptedException {
    RefusedRequest refused = server.refused().poll(10, TimeUnit.SECONDS);
    assertThat(refused).isNotNull();
    return refused;
  }

  @Test
  void whatIsRefusedBeforeThereIsAnExchangeIsTold() throws Exception {
    assertThat(server.send("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(refused()).isEqualTo(new RefusedRequest("127.0.0.1", "127.0.0.1", "", 400, 16));

    String endless = "GET /a?b HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000);
    assertThat(server.send(endless)).startsWith("HTTP/1.1 431 ");
    assertThat(refused())
        .isEqualTo(new RefusedRequest("127.0.0.1", "127.0.0.1", "GET /a?b HTTP/1.1", 431, 36));
  }

  @Test
  void bodiesThatAreCodedInOtherWaysAreRefused() throws Exception {
    String body = "\r\n1\r\na\r\n0\r\n\r\n";
    String chunked = "Transfer-Encoding: chunked\r\n";

    assertThat(
            server.send(
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n" + body))
        .startsWith("HTTP/1.1 501 ");
    assertThat(refused().status()).isEqualTo(501);
    assertThat(server.send("POST /a HTTP/1.0\r\nConnection: keep-alive\r\n" + chunked + body))
        .startsWith("HTTP/1.1 400 ");
    assertThat(refused().status()).isEqualTo(400);
    assertThat(server.send("POST /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + chunked + body))
        .startsWith("HTTP/1.1 403 ");
  }

  @Test
  void whatTheHandlerRefusesIsNot() throws Exception {
    assertThat(server.request("GET /")).startsWith("HTTP/1.1 403 ");

    assertThat(server.refused()).isEmpty();
  }
}
