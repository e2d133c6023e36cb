package org.pushrelay.testkit.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.GroupInfo;
import org.pushrelay.channel.GroupLimits;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.channel.PublishResult.Refused;
import org.pushrelay.channel.StorageUsage;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;
import org.pushrelay.testkit.RecordingSubscriber;

class GroupLimitsTest {
  private static final MessageDraft DRAFT = MessageDraft.text("m");

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();

  @AfterEach
  void close() {
    engine.close();
  }

  private Channel channel(String name) {
    return engine.channel(new ChannelId("g", name));
  }

  private void limit(GroupLimits limits) {
    engine.groups().count("g", limits);
  }

  private GroupInfo info() {
    return engine.groups().info("g").orElseThrow();
  }

  private static PublishResult publish(Channel channel) {
    return channel.publish(DRAFT).join();
  }

  private static RecordingSubscriber subscribe(Channel channel) {
    return subscribe(channel, SubscribePolicy.NO_TIMEOUT);
  }

  private static RecordingSubscriber subscribe(Channel channel, SubscribePolicy policy) {
    RecordingSubscriber subscriber = new RecordingSubscriber();
    channel.subscribe(Cursor.newest(), policy, subscriber);
    return subscriber;
  }

  @Test
  void aGroupIsNotCountedUntilItIsSaid() {
    publish(channel("a"));

    assertThat(engine.groups().counts("g")).isFalse();
    assertThat(engine.groups().info("g")).isEmpty();
  }

  @Test
  void whatExistsAlreadyIsCountedWithTheRest() {
    publish(channel("a"));
    subscribe(channel("a"));
    engine.channel("elsewhere").publish(DRAFT).join();

    limit(GroupLimits.NONE);
    publish(channel("b"));

    assertThat(info().channels()).isEqualTo(2);
    assertThat(info().subscribers()).isEqualTo(1);
    assertThat(info().stored().messages()).isEqualTo(2);
    assertThat(info().stored().disk()).isZero();
  }

  @Test
  void countingAgainChangesNothingButTheLimits() {
    limit(GroupLimits.NONE);
    publish(channel("a"));

    limit(GroupLimits.builder().maxChannels(7).build());

    assertThat(info().channels()).isEqualTo(1);
    assertThat(info().limits().maxChannels()).isEqualTo(7);
  }

  @Test
  void aChannelAboveTheLimitIsRefusedToPublishersAndSubscribers() {
    limit(GroupLimits.builder().maxChannels(1).build());
    publish(channel("a"));

    assertThat(publish(channel("b"))).isEqualTo(Refused.GROUP_CHANNELS);
    assertThat(subscribe(channel("b")).end()).hasValue(EndReason.GROUP_CHANNELS);
    assertThat(channel("b").create(Duration.ofSeconds(1)).join()).isEmpty();
    assertThat(publish(channel("a"))).isInstanceOf(PublishResult.Accepted.class);
    assertThat(engine.channel("b").publish(DRAFT).join())
        .isInstanceOf(PublishResult.Accepted.class);
  }

  @Test
  void aDeletedChannelMakesRoomForAnother() {
    limit(GroupLimits.builder().maxChannels(1).build());
    publish(channel("a"));

    channel("a").delete().join();

    assertThat(publish(channel("b"))).isInstanceOf(PublishResult.Accepted.class);
    assertThat(info().channels()).isEqualTo(1);
  }

  @Test
  void anEmptyChannelThatGoesMakesRoomForAnother() {
    limit(GroupLimits.builder().maxChannels(1).build());
    channel("a").create(Duration.ofSeconds(5)).join();

    time.advance(Duration.ofSeconds(5));

    assertThat(info().channels()).isZero();
    assertThat(publish(channel("b"))).isInstanceOf(PublishResult.Accepted.class);
  }

  @Test
  void subscribersAreCountedOverAllChannels() {
    limit(GroupLimits.builder().maxSubscribers(2).build());
    RecordingSubscriber first = subscribe(channel("a"));
    channel("b").messages(Cursor.newest()).subscribe(RecordingFlow.unbounded());

    RecordingSubscriber third = subscribe(channel("c"));
    publish(channel("a"));

    assertThat(third.end()).hasValue(EndReason.GROUP_SUBSCRIBERS);
    assertThat(first.text()).hasValue("m");
    assertThat(info().subscribers()).isEqualTo(1);
    assertThat(subscribe(channel("c")).isWaiting()).isTrue();
  }

  @Test
  void oneThatTakesAPlaceNeedsNoOther() {
    limit(GroupLimits.builder().maxSubscribers(1).build());
    SubscribePolicy last =
        SubscribePolicy.NO_TIMEOUT.toBuilder().concurrency(SubscriberConcurrency.LAST).build();
    RecordingSubscriber first = subscribe(channel("a"), last);

    RecordingSubscriber second = subscribe(channel("a"), last);

    assertThat(first.end()).hasValue(EndReason.REPLACED);
    assertThat(second.isWaiting()).isTrue();
    assertThat(info().subscribers()).isEqualTo(1);
  }

  @Test
  void subscribersThatLeaveOrWaitInVainMakeRoom() {
    limit(GroupLimits.builder().maxSubscribers(2).build());
    subscribe(channel("a"), SubscribePolicy.builder().timeout(Duration.ofSeconds(1)).build());
    Subscription other =
        channel("a")
            .subscribe(Cursor.newest(), SubscribePolicy.NO_TIMEOUT, new RecordingSubscriber());

    time.advance(Duration.ofSeconds(1));
    other.cancel();

    assertThat(info().subscribers()).isZero();
  }

  @Test
  void aRefusedMessageIsNeitherKeptNorDelivered() {
    limit(GroupLimits.builder().maxMessages(2).build());
    publish(channel("a"));
    publish(channel("b"));
    RecordingSubscriber waiting = subscribe(channel("a"));

    PublishResult refused = publish(channel("a"));

    assertThat(refused).isEqualTo(Refused.GROUP_MESSAGES);
    assertThat(waiting.isWaiting()).isTrue();
    assertThat(info().stored().messages()).isEqualTo(2);
    assertThat(channel("a").info().join().orElseThrow().messages()).isEqualTo(1);
  }

  @Test
  void aMessageThatTakesThePlaceOfAnotherIsNotOneMore() {
    MessageDraft draft = DRAFT.withPolicy(BufferPolicy.builder().maxMessages(1).build());
    limit(GroupLimits.builder().maxMessages(1).build());
    channel("a").publish(draft).join();

    assertThat(channel("a").publish(draft).join()).isInstanceOf(PublishResult.Accepted.class);
    assertThat(info().stored().messages()).isEqualTo(1);
  }

  @Test
  void aMessageThatIsNotKeptNeedsNoRoom() {
    limit(GroupLimits.builder().maxMessages(1).maxMemory(1).build());
    RecordingSubscriber waiting = subscribe(channel("a"));

    channel("a").publish(DRAFT.withPolicy(BufferPolicy.OFF)).join();

    assertThat(waiting.text()).hasValue("m");
  }

  @Test
  void memoryIsCountedAndLimited() {
    limit(GroupLimits.NONE);
    publish(channel("a"));
    long one = info().stored().memory();
    limit(GroupLimits.builder().maxMemory(2 * one).build());

    List<PublishResult> results =
        List.of(publish(channel("b")), publish(channel("b")), publish(channel("a")));

    assertThat(one).isPositive();
    assertThat(results.get(0)).isInstanceOf(PublishResult.Accepted.class);
    assertThat(results.subList(1, 3)).containsOnly(Refused.GROUP_MEMORY);
    assertThat(info().stored().memory()).isEqualTo(2 * one);
  }

  @Test
  void expiredMessagesMakeRoom() {
    limit(GroupLimits.builder().maxMessages(1).build());
    channel("a")
        .publish(DRAFT.withPolicy(BufferPolicy.builder().timeout(Duration.ofSeconds(3)).build()))
        .join();

    time.advance(Duration.ofSeconds(3));

    assertThat(info().stored().messages()).isZero();
    assertThat(info().stored().memory()).isZero();
    assertThat(publish(channel("b"))).isInstanceOf(PublishResult.Accepted.class);
  }

  @Test
  void lowerLimitsLeaveWhatIsThere() {
    limit(GroupLimits.NONE);
    publish(channel("a"));
    publish(channel("a"));

    limit(GroupLimits.builder().maxMessages(1).build());

    assertThat(info().stored().messages()).isEqualTo(2);
    assertThat(publish(channel("a"))).isEqualTo(Refused.GROUP_MESSAGES);
  }

  @Test
  void allGroupsCanBeCountedAndAreForgottenWhenEmpty() {
    engine.groups().countAll(GroupLimits.builder().maxChannels(1).build());

    publish(channel("a"));
    PublishResult second = publish(channel("b"));
    Optional<GroupInfo> before = engine.groups().delete("g").join();

    assertThat(second).isEqualTo(Refused.GROUP_CHANNELS);
    assertThat(before.orElseThrow().channels()).isEqualTo(1);
    assertThat(info())
        .isEqualTo(
            new GroupInfo(
                0, 0, StorageUsage.NOTHING, GroupLimits.builder().maxChannels(1).build()));
    assertThat(publish(channel("b"))).isInstanceOf(PublishResult.Accepted.class);
  }
}
