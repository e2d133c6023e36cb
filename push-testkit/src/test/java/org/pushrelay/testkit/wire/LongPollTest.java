package org.pushrelay.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RelayClient;

/** What a long-poll does that no response shows. */
class LongPollTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final RelayClient client = RelayClient.of(engine);
  private final Channel channel = engine.channel("a");

  @BeforeEach
  void mountAPublisherWhoseMessagesGoOnceTheyAreReceived() {
    BufferPolicy deleting =
        BufferPolicy.builder().deleteOldestReceived(true).minMessages(0).build();
    client.mount("/once", engine.publisher(p -> p.buffer(deleting)));
  }

  private int messages() {
    return channel.info().join().map(ChannelInfo::messages).orElse(0);
  }

  @Test
  void aMessageThatCouldNotBeSentStays() {
    client.post("/once?id=a", "m");

    client.send(InMemoryExchange.request("GET", "/sub?id=a").failingToSend().build());
    assertThat(messages()).isEqualTo(1);

    client.get("/sub?id=a");
    assertThat(messages()).isZero();
  }

  @Test
  void aMessageThatIsDeliveredLiveGoesOnceItIsSent() {
    InMemoryExchange held = client.get("/sub?id=a");

    client.post("/once?id=a", "m");

    assertThat(held.response().body().utf8()).isEqualTo("m");
    assertThat(messages()).isZero();
  }

  @Test
  void aClientThatLeavesLeavesNoTimerBehind() {
    InMemoryExchange held = client.get("/sub?id=a");

    held.clientLeaves();

    assertThat(channel.info().join().orElseThrow().subscribers()).isZero();
    time.advance(SubscriberConfig.DEFAULT.policy().timeout());
    assertThat(time.pendingTimers()).isZero();
    assertThat(engine.usedBytes()).isZero();
  }

  @Test
  void anIdThatCannotBeDecodedIsABadRequest() {
    assertThat(client.get("/sub?id=a&last_event_id=%zz").response().status()).isEqualTo(400);
  }
}
