package org.pushrelay.testkit.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.WebSocketFrame.BINARY;
import static org.pushrelay.testkit.WebSocketFrame.PING;
import static org.pushrelay.testkit.WebSocketFrame.TEXT;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.PublisherKind;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.WebSocketConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RelayClient;
import org.pushrelay.testkit.WebSocketFrame;

class WebSocketPublisherTest {
  private static final String PUB = "/pub?id=a";

  private final ManualTime time = new ManualTime();
  private PushEngine engine = PushEngine.builder().time(time, time).build();
  private PublisherConfig config = PublisherConfig.DEFAULT;

  private InMemoryWebSocket open(String... headerLines) {
    return InMemoryWebSocket.open(engine.publisher(config), PUB, headerLines);
  }

  private InMemoryWebSocket pubSub() {
    return InMemoryWebSocket.open(engine.pubSub(config, SubscriberConfig.DEFAULT), "/pubsub?id=a");
  }

  private int messages() {
    return engine.channel("a").info().join().map(ChannelInfo::messages).orElse(0);
  }

  private static WebSocketFrame text(String text) {
    return WebSocketFrame.of(TEXT, text);
  }

  private static String info(int messages) {
    String lines =
        """
        queued messages: %s
        last requested: 0 sec. ago (-1=never)
        active subscribers: 1""";
    return lines.formatted(messages).replace("\n", "\r\n");
  }

  @Test
  void eachMessageIsPublishedAndAnswered() {
    InMemoryWebSocket publisher = open();
    InMemoryWebSocket subscriber = InMemoryWebSocket.open(engine.subscriber(), "/sub?id=a");

    publisher.send("one");
    publisher.send(WebSocketFrame.of(BINARY, "two"));

    assertThat(publisher.frames()).containsExactly(text(info(1)), text(info(2)));
    assertThat(subscriber.frames()).containsExactly(text("one"), WebSocketFrame.of(BINARY, "two"));
  }

  @Test
  void theAnswerIsInTheFormatOfTheHandshake() {
    InMemoryWebSocket socket = open("Accept: text/json");

    socket.send("one");

    assertThat(socket.frames())
        .containsExactly(text("{\"messages\": 1, \"requested\": -1, \"subscribers\": 0 }"));
  }

  @Test
  void nchanNamesTheId() {
    config = config.toBuilder().profile(WireProfile.NCHAN).build();
    InMemoryWebSocket socket = open("Accept: text/json");
    long second = time.epochSecond() + 1;

    socket.send("one");

    assertThat(socket.frames().get(0).text())
        .endsWith("\"last_message_id\": \"" + second + ":0\" }");
  }

  @Test
  void aMessageMayComeInFragments() {
    InMemoryWebSocket socket = open();

    socket.send(WebSocketFrame.of(0x01, "on"));
    assertThat(messages()).isZero();
    socket.send(WebSocketFrame.of(0x80, "e"));

    assertThat(messages()).isEqualTo(1);
  }

  @Test
  void aMessageMayNotBeLongerThanABody() {
    config = config.toBuilder().maxBodyBytes(10).build();
    InMemoryWebSocket socket = open();

    socket.send("0123456789");
    socket.send("0123456789x");

    assertThat(socket.frames().get(1))
        .isEqualTo(WebSocketFrame.close(1009, "A message is longer than 10 bytes"));
    assertThat(messages()).isEqualTo(1);
  }

  @Test
  void theEndOfTheRelayRefuses() {
    InMemoryWebSocket socket = open();
    engine.drain();

    socket.send("one");

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1012, "503 Service Unavailable"));
  }

  @Test
  void aFullStoreRefuses() {
    engine = PushEngine.builder().time(time, time).maxReservedMemory(5000).build();
    InMemoryWebSocket socket = open();

    socket.send("x".repeat(6000));

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1013, "507 Insufficient Storage"));
  }

  @Test
  void whoDoesNotTakeAnswersIsNotRead() {
    InMemoryWebSocket socket = open();
    socket.connection().stall();

    socket.send("one");
    assertThat(socket.connection().isReading()).isFalse();
    socket.connection().resume();

    assertThat(socket.connection().isReading()).isTrue();
    assertThat(socket.frames()).hasSize(1);
  }

  @Test
  void heartbeatsAreNotPublished() {
    config =
        config.toBuilder()
            .webSockets(WebSocketConfig.builder().clientHeartbeat("ping?", "pong!").build())
            .build();
    InMemoryWebSocket socket = open();

    socket.send("ping?");

    assertThat(socket.frames()).containsExactly(text("pong!"));
    assertThat(messages()).isZero();
  }

  @Test
  void aPublisherThatAnswersNoPingIsGone() {
    InMemoryWebSocket socket = open();
    time.advance(Duration.ofSeconds(20));
    assertThat(socket.frames()).containsExactly(WebSocketFrame.of(PING, ""));

    time.advance(Duration.ofSeconds(40));

    assertThat(socket.connection().isClosed()).isTrue();
    assertThat(time.pendingTimers()).isZero();
  }

  @Test
  void aPublisherThatLeavesLeavesNothing() {
    InMemoryWebSocket socket = open();

    socket.connection().clientLeaves();

    assertThat(time.pendingTimers()).isZero();
  }

  @Test
  void theWayToPublishMayBeForbidden() {
    config = config.toBuilder().kinds(PublisherKind.HTTP).build();
    InMemoryExchange socket = InMemoryWebSocket.handshake(PUB).build();
    engine.publisher(config).handle(socket);
    assertThat(socket.response().status()).isEqualTo(403);

    config = config.toBuilder().kinds(PublisherKind.WEB_SOCKET).build();
    RelayClient client = new RelayClient().mount("/pub", engine.publisher(config));
    assertThat(client.post(PUB, "one").response().status()).isEqualTo(403);
    assertThat(client.get(PUB).response().status()).isEqualTo(403);
    assertThat(open().frames()).isEmpty();
  }

  @Test
  void aPageOfAnotherOriginMayNotPublish() {
    InMemoryExchange socket =
        InMemoryWebSocket.handshake(PUB).header("Origin", "https://evil.example.org").build();

    engine.publisher(config).handle(socket);

    assertThat(socket.response().status()).isEqualTo(403);
  }

  @Test
  void aPubSubWebSocketDoesBothWithoutAnswers() {
    InMemoryWebSocket one = pubSub();
    InMemoryWebSocket other = pubSub();

    one.send("hello");
    other.send(WebSocketFrame.of(BINARY, "bytes"));

    assertThat(one.frames()).containsExactly(text("hello"), WebSocketFrame.of(BINARY, "bytes"));
    assertThat(other.frames()).containsExactly(text("hello"), WebSocketFrame.of(BINARY, "bytes"));
  }

  @Test
  void aPubSubEndpointKnowsItsMethods() {
    RelayClient client = new RelayClient().mount("/pubsub", engine.pubSub());
    assertThat(client.post("/pubsub?id=a", "one").response().status()).isEqualTo(202);
    assertThat(client.get("/pubsub?id=a").response().body().utf8()).isEqualTo("one");
    assertThat(client.send("DELETE", "/pubsub?id=a", "").response().status()).isEqualTo(405);
    assertThat(client.send("OPTIONS", "/pubsub?id=a", "").response().header("Allow"))
        .contains("GET, POST, PUT, OPTIONS");
    assertThat(messages()).isEqualTo(1);
  }

  @Test
  void aPubSubWebSocketMayBeForSubscribersOnly() {
    config = config.toBuilder().kinds(PublisherKind.HTTP).build();
    InMemoryWebSocket socket = pubSub();

    socket.send("hello");

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1008, "Publishing not allowed"));
  }

  @Test
  void bothSidesHaveToAllowAnOrigin() {
    SubscriberConfig any = SubscriberConfig.builder().cors(Cors.ANY_ORIGIN).build();
    InMemoryExchange socket =
        InMemoryWebSocket.handshake(PUB).header("Origin", "https://evil.example.org").build();

    engine.pubSub(config, any).handle(socket);

    assertThat(socket.response().status()).isEqualTo(403);
  }

  @Test
  void anIdlePublisherIsSentAwayWithTheRelay() {
    InMemoryWebSocket socket = open();

    engine.drain();

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1012, "503 Service Unavailable"));
    assertThat(open().frames())
        .containsExactly(WebSocketFrame.close(1012, "503 Service Unavailable"));
  }

  @Test
  void aPubSubEndpointRefusesPagesAsItsPartsDo() {
    Cors cors = Cors.origins("https://good.example.org");
    RelayClient client =
        new RelayClient()
            .mount(
                "/nchan",
                engine.pubSub(
                    config.toBuilder().profile(WireProfile.NCHAN).build(),
                    SubscriberConfig.builder().profile(WireProfile.NCHAN).cors(cors).build()))
            .mount("/any", engine.pubSub(config, SubscriberConfig.builder().cors(cors).build()));
    String evil = "Origin: https://evil.example.org";

    assertThat(client.send("OPTIONS", "/nchan?id=a", "", evil).response().status()).isEqualTo(403);
    assertThat(client.send("DELETE", "/nchan?id=a", "", evil).response().status()).isEqualTo(403);
    assertThat(
            client
                .send("OPTIONS", "/any?id=a", "", "Origin: https://good.example.org")
                .response()
                .header("Access-Control-Allow-Headers")
                .orElseThrow())
        .contains("Idempotency-Key");
  }
}
