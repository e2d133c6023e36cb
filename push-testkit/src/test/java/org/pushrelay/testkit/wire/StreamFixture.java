package org.pushrelay.testkit.wire;

import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryStream;
import org.pushrelay.testkit.ManualTime;

/** A relay in memory, one channel of it, and those who subscribe to that and stay. */
abstract class StreamFixture {
  static final SubscribePolicy FOREVER = SubscribePolicy.NO_TIMEOUT;

  final ManualTime time = new ManualTime();
  final PushEngine engine = PushEngine.builder().time(time, time).build();
  final Channel channel = engine.channel("a");
  SubscriberConfig config = SubscriberConfig.builder().policy(FOREVER).build();

  void publish(String text) {
    publish(MessageDraft.text(text));
  }

  void publish(MessageDraft draft) {
    channel.publish(draft).join();
  }

  InMemoryExchange ask(String... headers) {
    InMemoryExchange.Builder request = InMemoryExchange.request("GET", "/sub?id=a");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    InMemoryExchange exchange = request.build();
    engine.subscriber(config).handle(exchange);
    return exchange;
  }

  InMemoryStream events(String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "Accept";
    all[1] = "text/event-stream";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return ask(all).streamed();
  }

  int subscribers() {
    return channel.info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  static String withoutIds(InMemoryStream stream) {
    return stream.text().replaceAll("id: \\d+:\\d+\n", "");
  }

  static String lastId(InMemoryStream stream) {
    String text = stream.text();
    int start = text.lastIndexOf("id: ") + 4;
    return text.substring(start, text.indexOf('\n', start));
  }
}
