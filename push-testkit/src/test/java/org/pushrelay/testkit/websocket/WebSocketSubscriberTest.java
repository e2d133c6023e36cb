package org.pushrelay.testkit.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.WebSocketFrame.BINARY;
import static org.pushrelay.testkit.WebSocketFrame.PING;
import static org.pushrelay.testkit.WebSocketFrame.PONG;
import static org.pushrelay.testkit.WebSocketFrame.TEXT;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.protocol.WebSocketConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.WebSocketFrame;

class WebSocketSubscriberTest {
  private static final String META = "Sec-WebSocket-Protocol: ws+meta.nchan";
  private static final String SUB = "/sub?id=a";

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private SubscriberConfig config = SubscriberConfig.DEFAULT;

  private InMemoryWebSocket open(String target, String... headerLines) {
    return InMemoryWebSocket.open(engine.subscriber(config), target, headerLines);
  }

  private void publish(String text) {
    publish(MessageDraft.of(MessageBody.utf8(text)));
  }

  private void publish(MessageDraft draft) {
    engine.channel("a").publish(draft).join();
  }

  private int subscribers() {
    return engine.channel("a").info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  private static WebSocketFrame text(String text) {
    return WebSocketFrame.of(TEXT, text);
  }

  @Test
  void eachMessageIsAFrame() {
    publish("one");

    InMemoryWebSocket socket = open(SUB);
    assertThat(socket.frames()).containsExactly(text("one"));

    publish("two");
    publish("");
    assertThat(socket.frames()).containsExactly(text("two"), text(""));
  }

  @Test
  void bytesAreBinary() {
    InMemoryWebSocket socket = open(SUB);

    publish(
        MessageDraft.of(MessageBody.utf8("x")).withContentType("application/octet-stream; a=b"));
    publish(MessageDraft.of(MessageBody.wrap(new byte[] {(byte) 0xc3})).withContentType("text/a"));

    assertThat(socket.frames())
        .containsExactly(
            WebSocketFrame.of(BINARY, "x"),
            new WebSocketFrame(BINARY, MessageBody.wrap(new byte[] {(byte) 0xc3})));
  }

  @Test
  void metadataSaysWhereAMessageStands() {
    InMemoryWebSocket socket = open(SUB, META);
    assertThat(socket.connection().header("Sec-WebSocket-Protocol")).contains("ws+meta.nchan");

    publish("one");
    publish(MessageDraft.text("two"));

    long second = time.epochSecond() + 1;
    assertThat(socket.frames())
        .containsExactly(
            text("id: " + second + ":0\n\none"),
            text("id: " + second + ":1\ncontent-type: text/plain; charset=utf-8\n\ntwo"));
  }

  @Test
  void aClientComesBackToWhereItStood() {
    publish("one");
    publish("two");
    long second = time.epochSecond() + 1;

    InMemoryWebSocket byArgument = open(SUB + "&last_event_id=" + second + ":0", META);
    InMemoryWebSocket byHeader = open(SUB, "Last-Event-ID: " + second + ":0");

    assertThat(byArgument.frames()).containsExactly(text("id: " + second + ":1\n\ntwo"));
    assertThat(byHeader.frames()).containsExactly(text("two"));
  }

  @Test
  void metadataTellsOfGaps() {
    engine
        .channel("a")
        .publish(
            MessageDraft.of(MessageBody.utf8("old"))
                .withPolicy(BufferPolicy.DEFAULT.withMaxMessages(1)))
        .join();
    long second = time.epochSecond() + 1;
    for (String text : new String[] {"lost", "new"}) {
      publish(
          MessageDraft.of(MessageBody.utf8(text))
              .withPolicy(BufferPolicy.DEFAULT.withMaxMessages(1)));
    }

    InMemoryWebSocket meta = open(SUB + "&last_event_id=" + second + ":0", META);
    InMemoryWebSocket bare = open(SUB + "&last_event_id=" + second + ":0");
    config = config.withProfile(WireProfile.NCHAN);
    InMemoryWebSocket nchan = open(SUB + "&last_event_id=" + second + ":0", META);

    assertThat(meta.frames())
        .containsExactly(text("id: " + second + ":2\npush-gap: " + second + ":0\n\nnew"));
    assertThat(bare.frames()).containsExactly(text("new"));
    assertThat(nchan.frames()).containsExactly(text("id: " + second + ":2\n\nnew"));
  }

  @Test
  void severalChannelsComeOverOneWebSocket() {
    config =
        config.withNaming(
            ChannelNaming.DEFAULT.withResolvers(
                List.of(ChannelIdResolver.argument("id"), ChannelIdResolver.argument("id2"))));
    InMemoryWebSocket socket = open("/sub?id=a&id2=b", META);
    long second = time.epochSecond() + 1;

    publish("one");
    engine.channel("b").publish(MessageDraft.of(MessageBody.utf8("two"))).join();

    assertThat(socket.frames())
        .containsExactly(
            text("id: " + second + ":[0],-\n\none"), text("id: " + second + ":0,[0]\n\ntwo"));
  }

  @Test
  void aPingIsAnswered() {
    InMemoryWebSocket socket = open(SUB);

    socket.send(WebSocketFrame.of(PING, "you there?"));

    assertThat(socket.frames()).containsExactly(WebSocketFrame.of(PONG, "you there?"));
  }

  @Test
  void aFloodOfPingsIsAnsweredOnceTheClientTakesTheAnswer() {
    InMemoryWebSocket socket = open(SUB);
    socket.connection().stall();

    for (int i = 0; i < 1000; i++) {
      socket.send(WebSocketFrame.of(PING, "" + i));
    }
    assertThat(socket.frames()).isEmpty();
    socket.connection().goOn();

    assertThat(socket.frames()).containsExactly(WebSocketFrame.of(PONG, "999"));
  }

  @Test
  void aClientIsAskedWhetherItIsThere() {
    InMemoryWebSocket socket = open(SUB);
    for (int i = 0; i < 10; i++) {
      time.advance(Duration.ofSeconds(20));
      assertThat(socket.frames()).containsExactly(WebSocketFrame.of(PING, ""));
      socket.send(WebSocketFrame.of(PONG, ""));
    }
    assertThat(subscribers()).isEqualTo(1);
  }

  @Test
  void aClientThatAnswersNoPingForTwoIntervalsIsGone() {
    InMemoryWebSocket socket = open(SUB);

    time.advance(Duration.ofSeconds(59));
    assertThat(socket.frames()).hasSize(2);
    assertThat(subscribers()).isEqualTo(1);
    time.advance(Duration.ofSeconds(1));

    assertThat(socket.connection().isClosed()).isTrue();
    assertThat(subscribers()).isZero();
  }

  @Test
  void withoutAnIntervalThereAreNoPings() {
    configure(WebSocketConfig.DEFAULT.withPingInterval(Duration.ZERO));
    InMemoryWebSocket socket = open(SUB);

    time.advance(Duration.ofHours(1));

    assertThat(socket.frames()).isEmpty();
    assertThat(subscribers()).isEqualTo(1);
  }

  private void configure(WebSocketConfig value) {
    config = config.withStreams(config.streams().withWebSockets(value));
  }

  @Test
  void aHeartbeatOfTheClientsIsAnswered() {
    configure(WebSocketConfig.DEFAULT.withClientHeartbeat("ping?", "pong!"));
    InMemoryWebSocket socket = open(SUB);

    socket.send("ping?");
    socket.send("ping?");

    assertThat(socket.frames()).containsExactly(text("pong!"), text("pong!"));
    socket.connection().stall();
    for (int i = 0; i < 100; i++) {
      socket.send("ping?");
    }
    socket.connection().goOn();
    assertThat(socket.frames()).containsExactly(text("pong!"));
  }

  @Test
  void nothingElseMayBeSent() {
    InMemoryWebSocket socket = open(SUB);
    socket.send("a message");
    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1008, "Publishing not allowed"));
    assertThat(subscribers()).isZero();

    config = config.withProfile(WireProfile.NCHAN);
    InMemoryWebSocket nchan = open(SUB);
    nchan.send("a message");
    assertThat(nchan.frames()).containsExactly(WebSocketFrame.close(1008, "Publish"));
  }

  @Test
  void aDeletedChannelEndsIt() {
    InMemoryWebSocket socket = open(SUB);
    publish("last");

    engine.channel("a").delete().join();

    assertThat(socket.frames())
        .containsExactly(text("last"), WebSocketFrame.close(1001, "410 Gone"));
    assertThat(socket.connection().isEnded()).isFalse();
    int timers = time.pendingTimers();
    socket.send(WebSocketFrame.close(1001, ""));
    assertThat(socket.connection().isEnded()).isTrue();
    assertThat(time.pendingTimers()).isEqualTo(timers - 1);
  }

  @Test
  void aClientThatDoesNotAnswerTheEndIsCutOff() {
    InMemoryWebSocket socket = open(SUB);
    engine.channel("a").delete().join();

    socket.send("still talking");
    time.advance(Duration.ofSeconds(1));
    assertThat(socket.connection().isClosed()).isFalse();
    time.advance(Duration.ofSeconds(1));

    assertThat(socket.connection().isClosed()).isTrue();
  }

  @Test
  void aClientEndsIt() {
    InMemoryWebSocket socket = open(SUB);

    socket.send(WebSocketFrame.close(4000, "enough"));

    assertThat(socket.frames()).containsExactly(WebSocketFrame.close(4000, ""));
    assertThat(socket.connection().isEnded()).isTrue();
    assertThat(subscribers()).isZero();
    publish("to nobody");
    assertThat(socket.frames()).isEmpty();
  }

  @Test
  void aClientLeaves() {
    InMemoryWebSocket socket = open(SUB);

    socket.connection().clientLeaves();

    assertThat(subscribers()).isZero();
  }

  @Test
  void whatBreaksTheProtocolEndsIt() {
    InMemoryWebSocket socket = open(SUB);

    socket.send(WebSocketFrame.of(0xf1, "reserved bits"));

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1002, "A reserved bit is set"));
    assertThat(socket.connection().isEnded()).isTrue();
    assertThat(subscribers()).isZero();
  }

  @Test
  void aTimeoutEndsItWhereNchanHasOne() {
    config =
        config
            .withProfile(WireProfile.NCHAN)
            .withPolicy(SubscribePolicy.DEFAULT.withTimeout(Duration.ofSeconds(5)));
    InMemoryWebSocket socket = open(SUB);

    time.advance(Duration.ofSeconds(5));

    assertThat(socket.frames()).containsExactly(WebSocketFrame.close(1000, "408 Request Timeout"));
  }

  @Test
  void theEndOfTheRelayEndsIt() {
    InMemoryWebSocket socket = open(SUB);

    engine.drain();

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1012, "503 Service Unavailable"));
  }

  @Test
  void theLastOneMayTakeThePlace() {
    config = config.withPolicy(SubscribePolicy.DEFAULT.withConcurrency(SubscriberConcurrency.LAST));
    InMemoryWebSocket first = open(SUB);

    InMemoryWebSocket second = open(SUB);

    assertThat(first.frames()).containsExactly(WebSocketFrame.close(1001, "409 Conflict"));
    assertThat(second.frames()).isEmpty();
  }

  @Test
  void aClientThatDoesNotKeepUpIsSentAway() {
    config =
        config.withStreams(config.streams().withPolicy(StreamPolicy.DEFAULT.withMaxLag(3, 1000)));
    InMemoryWebSocket socket = open(SUB);
    socket.connection().stall();

    for (int i = 0; i < 20; i++) {
      publish("" + i);
    }

    assertThat(socket.frames())
        .containsExactly(text("0"), WebSocketFrame.close(1013, "429 Too Slow"));
  }

  @Test
  void aClientThatStallsGoesOnWhereItWas() {
    InMemoryWebSocket socket = open(SUB);
    socket.connection().stall();
    publish("0");
    publish("1");
    publish("2");
    assertThat(socket.frames()).containsExactly(text("0"));

    socket.connection().goOn();

    assertThat(socket.frames()).containsExactly(text("1"), text("2"));
  }

  @Test
  void aRefusalIsAnAnswer() {
    config =
        config.withPolicy(SubscribePolicy.DEFAULT.withConcurrency(SubscriberConcurrency.FIRST));
    open(SUB);
    InMemoryExchange second = InMemoryWebSocket.handshake(SUB).build();

    engine.subscriber(config).handle(second);

    assertThat(second.answer().status()).isEqualTo(409);
  }

  @Test
  void messagesAreCompressedForThoseWhoOffer() {
    configure(WebSocketConfig.DEFAULT.withDeflateLevel(6));
    InMemoryWebSocket packed = open(SUB, "Sec-WebSocket-Extensions: permessage-deflate");
    InMemoryWebSocket small =
        open(SUB, "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9");
    InMemoryWebSocket plain = open(SUB);
    String long600 = "hello ".repeat(100);

    publish("short");
    publish(long600);

    assertThat(plain.frames()).containsExactly(text("short"), text(long600));
    assertThat(small.frames()).containsExactly(text("short"), text(long600));
    List<WebSocketFrame> frames = packed.frames();
    assertThat(frames.get(0)).isEqualTo(text("short"));
    assertThat(frames.get(1).first()).isEqualTo(WebSocketFrame.DEFLATED_TEXT);
    assertThat(frames.get(1).payload().size()).isLessThan(40);
    assertThat(frames.get(1).inflated()).isEqualTo(long600);
  }

  @Test
  void withoutASettingNothingIsCompressed() {
    InMemoryWebSocket socket = open(SUB, "Sec-WebSocket-Extensions: permessage-deflate");

    publish("hello ".repeat(100));

    assertThat(socket.connection().header("Sec-WebSocket-Extensions")).isEmpty();
    assertThat(socket.frames()).containsExactly(text("hello ".repeat(100)));
  }

  @Test
  void anEndpointWithoutWebSocketsRefusesThem() {
    config = config.withKinds(SubscriberKind.LONG_POLL);
    InMemoryExchange exchange = InMemoryWebSocket.handshake(SUB).build();

    engine.subscriber(config).handle(exchange);

    assertThat(exchange.answer().status()).isEqualTo(403);
  }
}
