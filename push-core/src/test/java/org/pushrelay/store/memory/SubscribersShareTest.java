package org.pushrelay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.PushEngineBuilder;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.subscriber.Subscription;

/** Channels that exist only because of a subscriber leave room for publishers, and for others. */
class SubscribersShareTest {
  private static final int MEMORY = 100_000;
  private static final int PER_ADDRESS = 20;

  private final List<EndReason> refused = new ArrayList<>();
  private PushEngine engine = engine(0);

  private static PushEngine engine(int perAddress) {
    PushEngineBuilder settings = PushEngine.builder().maxReservedMemory(MEMORY);
    return settings.maxChannelsPerAddress(perAddress).build();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private final class Client implements Subscriber {
    private final String address;

    Client(String address) {
      this.address = address;
    }

    @Override
    public void onMessage(Delivery delivery) {}

    @Override
    public void onEnd(EndReason reason) {
      refused.add(reason);
    }

    @Override
    public String address() {
      return address;
    }
  }

  private Subscription subscribe(String channel, String address) {
    return engine
        .channel(channel)
        .subscribe(Cursor.newest(), SubscribePolicy.NO_TIMEOUT, new Client(address));
  }

  private PublishResult publish(String channel) {
    return engine.channel(channel).publish(MessageDraft.text("m")).join();
  }

  /** Until one is refused. */
  private int subscribeToNewChannels(String address) {
    int count = 0;
    refused.clear();
    while (refused.isEmpty()) {
      subscribe(address + "-" + count, address);
      count++;
    }
    assertThat(refused).containsExactly(EndReason.NO_ROOM);
    return count - 1;
  }

  @Test
  void channelsOfSubscribersTakeHalfOfTheMemoryAndPublishersHaveTheRest() {
    assertThat(subscribeToNewChannels("1")).isBetween(50, 80);

    assertThat(engine.usedBytes()).isLessThanOrEqualTo(MEMORY / 2);
    assertThat(publish("news")).isInstanceOf(PublishResult.Accepted.class);
  }

  @Test
  void channelThatIsPublishedToCountsForItsSubscribersNoMore() {
    subscribeToNewChannels("1");

    publish("1-0");
    refused.clear();
    subscribe("one-more", "1");

    assertThat(refused).isEmpty();
  }

  @Test
  void subscribersOfExistingChannelsAreNotLimited() {
    engine.close();
    engine = engine(PER_ADDRESS);
    publish("a");
    subscribeToNewChannels("1");
    refused.clear();

    subscribe("a", "1");

    assertThat(refused).isEmpty();
  }

  @Test
  void eachAddressMakesAsManyChannelsAsItMayAndNoMore() {
    engine.close();
    engine = engine(PER_ADDRESS);

    assertThat(subscribeToNewChannels("1")).isEqualTo(PER_ADDRESS);
    assertThat(subscribeToNewChannels("2")).isEqualTo(PER_ADDRESS);
    assertThat(subscribeToNewChannels("")).isBetween(10, 40);
  }

  @Test
  void channelThatIsDeletedOrPublishedToMakesRoomForItsAddress() {
    engine.close();
    engine = engine(PER_ADDRESS);
    subscribeToNewChannels("1");

    publish("1-0");
    engine.channel("1-1").delete().join();
    refused.clear();
    subscribe("one-more", "1");
    subscribe("two-more", "1");
    assertThat(refused).isEmpty();
    subscribe("three-more", "1");

    assertThat(refused).containsExactly(EndReason.NO_ROOM);
  }
}
