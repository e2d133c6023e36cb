package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.testkit.HttpConnection;
import org.pushrelay.testkit.ReceivedResponse;

/** HTTP/2 in clear text by an upgrade of HTTP/1.1 (RFC 7540, 3.2). */
class Http2UpgradeIT {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final String[] UPGRADE = {
    "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"
  };

  private NettyRelay relay;

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void anUpgradeIsMadeWhereItIsAskedForInFull() throws Exception {
    relay = NettyRelay.start(PushNettyServer.builder());

    ReceivedResponse response = relay.connect().get("/pub?id=none", UPGRADE).receive();

    assertThat(response.status()).isEqualTo(101);
    assertThat(response.header("Upgrade")).hasValue("h2c");
  }

  @Test
  void anUpgradeIsNotMadeWhereItIsNotWanted() throws Exception {
    relay = NettyRelay.start(PushNettyServer.builder().http2(false));
    HttpConnection client = relay.connect();

    assertThat(client.get("/pub?id=none", UPGRADE).receive().status()).isEqualTo(404);
    assertThat(client.post("/pub?id=a", "x", UPGRADE).receive().status()).isEqualTo(202);
  }

  @Test
  void priorKnowledgeIsRefusedInHttp2WhereItIsNotEnabled() throws Exception {
    relay = NettyRelay.start(PushNettyServer.builder().http2(false));

    try (RawClient client = RawClient.connect(relay.server().port())) {
      client.send(PREFACE.substring(0, 5)).send(PREFACE.substring(5));

      String reason = "HTTP/2 is not enabled here";
      client.expect("\0\0\0\4\0\0\0\0\0");
      client.expect("\0\0" + (char) (8 + reason.length()) + "\7\0\0\0\0\0");
      client.expect("\0\0\0\0\0\0\0\15" + reason);
      client.halfClose();
      assertThat(client.readRest()).isEmpty();
    }
  }

  @Test
  void halfAnUpgradeIsNoneAndHasTheLimitsOfAllOthers() throws Exception {
    relay =
        NettyRelay.start(
            PushNettyServer.builder().limits(ConnectionLimits.DEFAULT.withKeepAlive(SHORT)));
    List<String[]> halves =
        List.of(
            new String[] {UPGRADE[0], UPGRADE[1]},
            new String[] {UPGRADE[1], UPGRADE[2]},
            new String[] {UPGRADE[0], UPGRADE[2]},
            new String[] {UPGRADE[0], UPGRADE[1], UPGRADE[2], UPGRADE[2]});
    for (String[] half : halves) {
      HttpConnection client = relay.connect().get("/pub?id=none", half);

      assertThat(client.receive().status()).isEqualTo(404);
      client.expectClosed();
    }
  }

  @Test
  void aRequestWithABodyIsServedAndNotUpgraded() throws Exception {
    relay = NettyRelay.start(PushNettyServer.builder());
    HttpConnection client = relay.connect();

    assertThat(client.post("/pub?id=a", "hello", UPGRADE).receive().status()).isEqualTo(202);
    client.send(head("POST", "/pub?id=a", UPGRADE[0], UPGRADE[1], UPGRADE[2], "Content-Length: 5"));
    client.send("\r\nhello");
    assertThat(client.receive().status()).isEqualTo(202);
  }

  @Test
  void anUpgradeWithSettingsThatAreNoneIsRefused() throws Exception {
    relay = NettyRelay.start(PushNettyServer.builder());
    HttpConnection client =
        relay.connect().get("/pub?id=none", UPGRADE[0], UPGRADE[1], "HTTP2-Settings: AA!");

    assertThat(client.receive().status()).isEqualTo(400);
    client.expectClosed();
  }
}
