package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.transport.Header;

/** Connections that leave HTTP for WebSockets (RFC 6455). */
public interface WebSocketContract extends TransportContract {

  @Test
  default void theHandshakeLeavesHttp(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client = WebSocketClient.open(relay, "/sub?id=a");

    ReceivedResponse head = client.head();
    assertThat(head.header("Upgrade")).contains("websocket");
    assertThat(head.headers().stream().filter(h -> h.name().equalsIgnoreCase("Connection")))
        .extracting(Header::value)
        .singleElement()
        .asString()
        .isEqualToIgnoringCase("upgrade");
    assertThat(head.header("Content-Length")).isEmpty();
    assertThat(head.header("Transfer-Encoding")).isEmpty();
    assertThat(head.header("Sec-WebSocket-Protocol")).isEmpty();
  }

  @Test
  default void aRefusedHandshakeIsAnOrdinaryAnswer(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection connection = relay.connect();

    ReceivedResponse version =
        connection
            .get(
                "/sub?id=a",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 8",
                "Sec-WebSocket-Key: " + WebSocketClient.KEY)
            .receive();
    assertThat(version.status()).isEqualTo(426);
    assertThat(version.header("Sec-WebSocket-Version")).contains("13");
    assertThat(version.header("Content-Length")).isPresent();

    WebSocketClient foreign =
        WebSocketClient.ask(relay, "/sub?id=a", "Origin: https://evil.example.org");
    assertThat(foreign.head().status()).isEqualTo(403);
    assertThat(foreign.head().header("Content-Length")).isPresent();
  }

  @Test
  default void handshakeWhoseUpgradeWasLostInAProxyIsToldHowToConfigureIt(RelayUnderTest relay) {
    String key = "Sec-WebSocket-Key: " + WebSocketClient.KEY;
    String version = "Sec-WebSocket-Version: 13";
    relay.publish("a", "kept");
    for (String target : List.of("/sub", "/nhpm/sub", "/nchan/sub", "/pubsub", "/pub")) {
      try (HttpConnection connection = relay.connect()) {
        ReceivedResponse response = connection.get(target + "?id=a", key, version).receive();

        assertThat(response.status()).isEqualTo(426);
        assertThat(response.header("Upgrade")).contains("websocket");
        assertThat(response.text())
            .contains(
                "proxy_http_version 1.1;",
                "proxy_set_header Upgrade $http_upgrade;",
                "proxy_set_header Connection \"upgrade\";",
                "upgrade=websocket");
      }
    }
  }

  @Test
  default void eachMessageIsOneFrame(RelayUnderTest relay) {
    relay.assumeUpgrades();
    relay.publish("a", "kept");
    WebSocketClient client = WebSocketClient.open(relay, "/sub?id=a");
    client.expect("kept");
    relay.awaitHeld("a", 1);

    relay.publish("a", "one");
    client.expect("one");
    relay.publish("a", "");
    client.expect("");
    byte[] bytes = {0, (byte) 0xff, 1};
    relay
        .channel("a")
        .publish(
            MessageDraft.of(MessageBody.copyOf(bytes)).withContentType("application/octet-stream"))
        .join();
    assertThat(client.next())
        .isEqualTo(new WebSocketFrame(WebSocketFrame.BINARY, MessageBody.wrap(bytes)));
  }

  @Test
  default void metadataLetsAClientResume(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client =
        WebSocketClient.open(relay, "/sub?id=a", "Sec-WebSocket-Protocol: chat, ws+meta.nchan");
    assertThat(client.head().header("Sec-WebSocket-Protocol")).contains("ws+meta.nchan");
    relay.awaitHeld("a", 1);
    relay.publish("a", "one");

    String first = client.next().text();
    assertThat(first).matches("id: \\d+:\\d+\\n\\none");
    client.close();
    relay.publish("a", "two");

    String id = first.substring("id: ".length(), first.indexOf('\n'));
    WebSocketClient.open(relay, "/sub?id=a&last_event_id=" + id).expect("two");
  }

  @Test
  default void messagesOfTwoMegabytesComeWhole(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 1);
    byte[] large = new byte[2_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ('a' + i % 26);
    }

    for (int i = 0; i < 3; i++) {
      relay.channel("a").publish(MessageDraft.of(MessageBody.wrap(large))).join();
      assertThat(client.next())
          .isEqualTo(new WebSocketFrame(WebSocketFrame.TEXT, MessageBody.wrap(large)));
    }
  }

  @Test
  default void manyFramesComeInOrder(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 1);

    for (int i = 0; i < 2000; i++) {
      relay.channel("a").publish(MessageDraft.text("" + i)).join();
    }

    for (int i = 0; i < 2000; i++) {
      client.expect("" + i);
    }
  }

  @Test
  default void pingsAreAnswered(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 1);

    client.send(WebSocketFrame.of(WebSocketFrame.PING, "there?"));
    assertThat(client.next()).isEqualTo(WebSocketFrame.of(WebSocketFrame.PONG, "there?"));

    relay.time().advance(Duration.ofSeconds(20));
    assertThat(client.next()).isEqualTo(WebSocketFrame.of(WebSocketFrame.PING, ""));
  }

  @Test
  default void whatTheClientSendsWithItsHandshakeIsRead(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection connection = relay.connect();
    byte[] ping = WebSocketFrame.of(WebSocketFrame.PING, "early").masked();
    String head = HttpConnection.head("GET", "/sub?id=a", WebSocketClient.handshake());
    connection.send(head + "\r\n" + new String(ping, ISO_8859_1));

    WebSocketClient client = WebSocketClient.on(connection);

    assertThat(client.head().status()).isEqualTo(101);
    assertThat(client.next()).isEqualTo(WebSocketFrame.of(WebSocketFrame.PONG, "early"));
  }

  @Test
  default void aDeletedChannelClosesIt(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 1);
    relay.channel("a").publish(MessageDraft.text("last")).join();

    relay.channel("a").delete().join();

    client.expect("last");
    assertThat(client.next()).isEqualTo(WebSocketFrame.close(1001, "410 Gone"));
    client.sendIfOpen(WebSocketFrame.close(1001, ""));
    client.expectEnd();
  }

  @Test
  default void aClientThatDoesNotAnswerACloseIsCutOff(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 1);
    relay.channel("a").delete().join();
    assertThat(client.next()).isEqualTo(WebSocketFrame.close(1001, "410 Gone"));

    relay.time().advance(Duration.ofSeconds(2));

    client.expectEnd();
  }

  @Test
  default void aClientCloses(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 1);

    client.send(WebSocketFrame.close(1000, "enough"));

    assertThat(client.next()).isEqualTo(WebSocketFrame.close(1000, "enough"));
    client.expectEnd();
    relay.awaitHeld("a", 0);
  }

  @Test
  default void aWebSocketClientThatLeavesIsNoSubscriberAnyMore(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 1);

    client.close();

    // a connection that has left HTTP is read all the time, so every transport notices
    relay.awaitHeldWithin(Duration.ofSeconds(2), "a", 0);
  }

  @Test
  default void whatBreaksTheProtocolIsToldAndCutOff(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 1);

    client.send(WebSocketFrame.of(0xf1, "reserved bits"));

    assertThat(client.next()).isEqualTo(WebSocketFrame.close(1002, "A reserved bit is set"));
    client.expectEnd();
    relay.awaitHeld("a", 0);
  }

  @Test
  default void aPublisherIsAnswered(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient publisher =
        WebSocketClient.open(relay, "/pub?id=a", "Accept: application/json");
    WebSocketClient subscriber = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 1);

    for (int i = 0; i < 20; i++) {
      publisher.send("m" + i);
    }

    for (int i = 0; i < 20; i++) {
      subscriber.expect("m" + i);
      publisher.expect("{\"messages\": " + (i + 1) + ", \"requested\": 0, \"subscribers\": 1 }");
    }
  }

  @Test
  default void aLargeMessageOfAPublisherComesWhole(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient publisher = WebSocketClient.open(relay, "/pub?id=a");
    WebSocketClient subscriber = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 1);
    String large = "0123456789".repeat(100_000);

    publisher.send(large);

    subscriber.expect(large);
    publisher.send("x".repeat((1 << 20) + 1));
    publisher.next();
    assertThat(publisher.next().toString()).startsWith("close[1009 ");
  }

  @Test
  default void aPubSubWebSocketDoesBoth(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient one = WebSocketClient.open(relay, "/pubsub?id=a");
    WebSocketClient other = WebSocketClient.open(relay, "/pubsub?id=a");
    relay.awaitHeld("a", 2);

    one.send("hello");
    one.expect("hello");
    other.expect("hello");
    other.send("world");
    one.expect("world");
    other.expect("world");
  }

  @Test
  default void aWebSocketClientThatDoesNotReadHarmsNobody(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient stuck = WebSocketClient.open(relay, "/sub?id=a");
    WebSocketClient reader = WebSocketClient.open(relay, "/sub?id=a");
    relay.awaitHeld("a", 2);
    String large = "x".repeat(100_000);

    for (int i = 0; i < 400; i++) {
      relay.channel("a").publish(MessageDraft.text(large)).join();
      reader.expect(large);
    }

    Eventually.until("the stuck one is ended", () -> relay.subscribers("a") == 1);
    stuck.close();
  }
}
