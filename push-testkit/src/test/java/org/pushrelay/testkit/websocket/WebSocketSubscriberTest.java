package org.pushrelay.testkit.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.WebSocketFrame.BINARY;
import static org.pushrelay.testkit.WebSocketFrame.PING;
import static org.pushrelay.testkit.WebSocketFrame.PONG;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.protocol.WebSocketConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.WebSocketFrame;

class WebSocketSubscriberTest extends WebSocketFixture {
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
                .withPolicy(BufferPolicy.builder().maxMessages(1).build()))
        .join();
    long second = time.epochSecond() + 1;
    for (String text : new String[] {"lost", "new"}) {
      publish(
          MessageDraft.of(MessageBody.utf8(text))
              .withPolicy(BufferPolicy.builder().maxMessages(1).build()));
    }

    InMemoryWebSocket meta = open(SUB + "&last_event_id=" + second + ":0", META);
    InMemoryWebSocket bare = open(SUB + "&last_event_id=" + second + ":0");

    assertThat(meta.frames())
        .containsExactly(text("id: " + second + ":2\npush-gap: " + second + ":0\n\nnew"));
    assertThat(bare.frames()).containsExactly(text("new"));
  }

  @Test
  void severalChannelsComeOverOneWebSocket() {
    config =
        config.toBuilder()
            .naming(
                ChannelNaming.DEFAULT.withResolvers(
                    List.of(ChannelIdResolver.argument("id"), ChannelIdResolver.argument("id2"))))
            .build();
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
    socket.connection().resume();

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
    configure(WebSocketConfig.builder().pingInterval(Duration.ZERO).build());
    InMemoryWebSocket socket = open(SUB);

    time.advance(Duration.ofHours(1));

    assertThat(socket.frames()).isEmpty();
    assertThat(subscribers()).isEqualTo(1);
  }

  private void configure(WebSocketConfig value) {
    config = config.toBuilder().webSockets(value).build();
  }

  @Test
  void aHeartbeatOfTheClientsIsAnswered() {
    configure(WebSocketConfig.builder().clientHeartbeat("ping?", "pong!").build());
    InMemoryWebSocket socket = open(SUB);

    socket.send("ping?");
    socket.send("ping?");

    assertThat(socket.frames()).containsExactly(text("pong!"), text("pong!"));
    socket.connection().stall();
    for (int i = 0; i < 100; i++) {
      socket.send("ping?");
    }
    socket.connection().resume();
    assertThat(socket.frames()).containsExactly(text("pong!"));
  }

  @Test
  void nothingElseMayBeSent() {
    InMemoryWebSocket socket = open(SUB);
    socket.send("a message");
    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1008, "Publishing not allowed"));
    assertThat(subscribers()).isZero();

    config = config.toBuilder().profile(WireProfile.NCHAN).build();
    InMemoryWebSocket nchan = open(SUB);
    nchan.send("a message");
    assertThat(nchan.frames()).containsExactly(WebSocketFrame.close(1008, "Publish"));
  }

  @Test
  void aClientThatStallsGoesOnWhereItWas() {
    InMemoryWebSocket socket = open(SUB);
    socket.connection().stall();
    publish("0");
    publish("1");
    publish("2");
    assertThat(socket.frames()).containsExactly(text("0"));

    socket.connection().resume();

    assertThat(socket.frames()).containsExactly(text("1"), text("2"));
  }

  @Test
  void aRefusalIsAnAnswer() {
    config =
        config.toBuilder()
            .policy(
                SubscribePolicy.NO_TIMEOUT.toBuilder()
                    .concurrency(SubscriberConcurrency.FIRST)
                    .build())
            .build();
    open(SUB);
    InMemoryExchange second = InMemoryWebSocket.handshake(SUB).build();

    engine.subscriber(config).handle(second);

    assertThat(second.response().status()).isEqualTo(409);
  }

  @Test
  void messagesAreCompressedForThoseWhoOffer() {
    configure(WebSocketConfig.builder().deflateLevel(6).build());
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
  void whatIsLongEnoughToBeCompressedIsTheMessage() {
    configure(WebSocketConfig.builder().deflateLevel(6).deflateFrom(100).build());
    InMemoryWebSocket socket = open(SUB, "Sec-WebSocket-Extensions: permessage-deflate");

    publish("x".repeat(99));
    publish("x".repeat(100));

    assertThat(socket.frames())
        .extracting(WebSocketFrame::first)
        .containsExactly(WebSocketFrame.TEXT, WebSocketFrame.DEFLATED_TEXT);
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
    config = config.toBuilder().kinds(SubscriberKind.LONG_POLL).build();
    InMemoryExchange exchange = InMemoryWebSocket.handshake(SUB).build();

    engine.subscriber(config).handle(exchange);

    assertThat(exchange.response().status()).isEqualTo(403);
  }
}
