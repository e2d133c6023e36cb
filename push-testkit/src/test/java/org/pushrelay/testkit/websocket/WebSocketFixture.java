package org.pushrelay.testkit.websocket;

import static org.pushrelay.testkit.WebSocketFrame.TEXT;

import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.WebSocketFrame;

/** A relay in memory, one channel of it, and those who subscribe to it over WebSockets. */
abstract class WebSocketFixture {
  static final String META = "Sec-WebSocket-Protocol: ws+meta.nchan";
  static final String SUB = "/sub?id=a";

  final ManualTime time = new ManualTime();
  final PushEngine engine = PushEngine.builder().time(time, time).build();
  SubscriberConfig config = SubscriberConfig.DEFAULT;

  InMemoryWebSocket open(String target, String... headerLines) {
    return InMemoryWebSocket.open(engine.subscriber(config), target, headerLines);
  }

  void publish(String text) {
    publish(MessageDraft.of(MessageBody.utf8(text)));
  }

  void publish(MessageDraft draft) {
    engine.channel("a").publish(draft).join();
  }

  int subscribers() {
    return engine.channel("a").info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  static WebSocketFrame text(String text) {
    return WebSocketFrame.of(TEXT, text);
  }
}
