package org.pushrelay.testkit.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.WebSocketFrame.BINARY;
import static org.pushrelay.testkit.WebSocketFrame.PING;
import static org.pushrelay.testkit.WebSocketFrame.PONG;
import static org.pushrelay.testkit.WebSocketFrame.TEXT;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.SubscriberConfig;
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
}
