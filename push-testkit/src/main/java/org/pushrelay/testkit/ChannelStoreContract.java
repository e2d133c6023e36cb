package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.Logs.KEPT;
import static org.pushrelay.testkit.Logs.all;
import static org.pushrelay.testkit.Logs.append;
import static org.pushrelay.testkit.Logs.open;
import static org.pushrelay.testkit.Logs.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageId;

/**
 * What every store of messages must do. A test class makes the store, and inherits the tests:
 *
 * <pre>{@code
 * class MyStoreTest implements ChannelStoreContract {
 *   public ChannelStore newStore(TimeSource time, long maxBytes) { ... }
 * }
 * }</pre>
 */
public interface ChannelStoreContract extends LogReaderContract, StoreRoomContract {

  @Test
  default void idsIncreaseWithinASecondAndWhenTheClockStepsBack() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    List<MessageId> ids = new ArrayList<>();
    for (Duration jump :
        List.of(Duration.ZERO, Duration.ofHours(-1), Duration.ofDays(1), Duration.ofDays(-2))) {
      time.jump(jump);
      ids.add(append(log, "kept", KEPT).id());
      ids.add(append(log, "not kept", BufferPolicy.OFF).id());
    }

    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  default void idsFollowTheWallClock() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    time.advance(Duration.ofSeconds(5));

    MessageId first = append(log, "a", KEPT).id();
    MessageId second = append(log, "b", KEPT).id();
    time.advance(Duration.ofSeconds(1));
    MessageId third = append(log, "c", KEPT).id();

    assertThat(first).isEqualTo(new MessageId(time.epochSecond() - 1, 0));
    assertThat(second).isEqualTo(new MessageId(time.epochSecond() - 1, 1));
    assertThat(third).isEqualTo(new MessageId(time.epochSecond(), 0));
  }

  @Test
  default void idsGoOnWhenAChannelIsClosedAndOpenedAgainWithinTheSecond() {
    ChannelStore store = newStore(new ManualTime());
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ChannelLog log = open(store);
      ids.add(append(log, "m", KEPT).id());
      log.close();
      open(store).close();
    }

    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  default void theOldestGoFirstWhenThereAreMoreThanTheMessageAllows() {
    ChannelLog log = open(newStore(new ManualTime()));
    for (int i = 0; i < 5; i++) {
      append(log, "m" + i, KEPT.toBuilder().maxMessages(3).build());
    }
    assertThat(all(log)).containsExactly("m2", "m3", "m4");

    append(log, "m5", KEPT.toBuilder().maxMessages(2).build());
    assertThat(all(log)).containsExactly("m4", "m5");

    append(log, "m6", KEPT.toBuilder().maxMessages(5).build());
    assertThat(all(log)).containsExactly("m4", "m5", "m6");
  }

  @Test
  default void aMessageThatIsNotKeptChangesNothingThatIs() {
    ChannelLog log = open(newStore(new ManualTime()));
    append(log, "kept", KEPT);

    Message message = append(log, "not kept", BufferPolicy.OFF);

    assertThat(all(log)).containsExactly("kept");
    assertThat(log.after(Cursor.after(new MessageId(message.id().time(), 0)))).isEmpty();
  }

  @Test
  default void eachMessageExpiresAtItsOwnTimeWhereverItStands() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    append(log, "long", KEPT.toBuilder().timeout(Duration.ofSeconds(10)).build());
    append(log, "short", KEPT.toBuilder().timeout(Duration.ofSeconds(2)).build());
    append(log, "for ever", KEPT);
    append(log, "medium", KEPT.toBuilder().timeout(Duration.ofSeconds(5)).build());
    assertThat(log.nextExpiry()).isLessThanOrEqualTo(Duration.ofSeconds(2).toNanos());

    time.advance(Duration.ofSeconds(2).minusNanos(1));
    assertThat(all(log)).containsExactly("long", "short", "for ever", "medium");
    time.advance(Duration.ofNanos(1));
    assertThat(all(log)).containsExactly("long", "for ever", "medium");
    time.advance(Duration.ofSeconds(3));
    assertThat(all(log)).containsExactly("long", "for ever");
    time.advance(Duration.ofDays(365));
    assertThat(all(log)).containsExactly("for ever");
    assertThat(log.nextExpiry()).isEqualTo(ChannelLog.NEVER);
  }

  @Test
  default void theWallClockDoesNotMakeMessagesExpire() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    append(log, "m", KEPT.toBuilder().timeout(Duration.ofSeconds(2)).build());

    time.jump(Duration.ofDays(1));

    assertThat(all(log)).containsExactly("m");
  }

  @Test
  default void aReceivedMessageGoesIfItIsTheOldestAndEnoughOthersAreThere() {
    ChannelLog log = open(newStore(new ManualTime()));
    BufferPolicy deleting = KEPT.toBuilder().deleteOldestReceived(true).minMessages(2).build();
    Message m0 = append(log, "m0", deleting);
    Message m1 = append(log, "m1", deleting);
    append(log, "m2", deleting);
    Message m3 = append(log, "m3", deleting);

    log.received(m3);
    log.received(m1);
    assertThat(all(log)).containsExactly("m0", "m1", "m2", "m3");
    log.received(m0);
    log.received(m0);
    assertThat(all(log)).containsExactly("m1", "m2", "m3");
    log.received(m1);
    assertThat(all(log)).containsExactly("m2", "m3");
    log.received(log.after(Cursor.oldest()).orElseThrow());
    assertThat(all(log)).as("down to the minimum").containsExactly("m2", "m3");
  }

  @Test
  default void aReceivedMessageStaysIfItsPublisherDidNotWantItDeleted() {
    ChannelLog log = open(newStore(new ManualTime()));
    Message message = append(log, "m0", KEPT);
    append(log, "m1", KEPT);

    log.received(message);

    assertThat(all(log)).containsExactly("m0", "m1");
  }

  @Test
  default void anyCursorFindsTheFirstMessageAfterIt() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    MessageId first = append(log, "m0", KEPT.toBuilder().maxMessages(2).build()).id();
    MessageId second = append(log, "m1", KEPT.toBuilder().maxMessages(2).build()).id();
    MessageId third = append(log, "m2", KEPT.toBuilder().maxMessages(2).build()).id();

    assertThat(text(log.after(Cursor.oldest()))).isEqualTo("m1");
    assertThat(text(log.after(Cursor.newest()))).isEqualTo("nothing");
    assertThat(text(log.after(Cursor.after(first)))).isEqualTo("m1");
    assertThat(text(log.after(Cursor.after(second)))).isEqualTo("m2");
    assertThat(text(log.after(Cursor.after(third)))).isEqualTo("nothing");
    assertThat(text(log.after(Cursor.after(new MessageId(0, 0))))).isEqualTo("m1");
    assertThat(text(log.after(Cursor.after(new MessageId(first.time(), 99))))).isEqualTo("nothing");
    assertThat(text(log.after(Cursor.after(new MessageId(first.time() - 1, Integer.MAX_VALUE)))))
        .isEqualTo("m1");
    assertThat(text(log.after(Cursor.after(new MessageId(Long.MAX_VALUE, 0)))))
        .isEqualTo("nothing");
  }

  @Test
  default void aGapIsToldFromTheIdOfTheMessageBefore() {
    ChannelLog log = open(newStore(new ManualTime()));
    Message m0 = append(log, "m0", KEPT);
    Message m1 = append(log, "not kept", BufferPolicy.OFF);
    Message m2 = append(log, "m2", KEPT);

    assertThat(m1.predecessor()).isEqualTo(m0.id());
    assertThat(m2.predecessor()).isEqualTo(m1.id());
    assertThat(m2.leavesGapAfter(Cursor.after(m0.id()))).isTrue();
    assertThat(m2.leavesGapAfter(Cursor.after(m1.id()))).isFalse();
    assertThat(m2.leavesGapAfter(Cursor.oldest())).isFalse();
  }

  @Test
  default void aChannelThatWasClosedKnowsItsLastIdWhenItIsOpenedAgain() {
    ChannelStore store = newStore(new ManualTime());
    ChannelLog before = open(store);
    MessageId first = append(before, "m0", KEPT).id();
    MessageId lost = append(before, "lost", KEPT).id();
    before.close();

    Message next = append(open(store), "m2", KEPT);

    assertThat(next.leavesGapAfter(Cursor.after(first))).isTrue();
    assertThat(next.leavesGapAfter(Cursor.after(lost))).isFalse();
  }

  @Test
  default void whatWasBeforeTheStoreIsAGap() {
    ManualTime time = new ManualTime();
    long before = time.epochSecond();
    ChannelLog log = open(newStore(time));
    time.advance(Duration.ofSeconds(1));

    Message message = append(log, "m", KEPT);

    assertThat(message.leavesGapAfter(Cursor.after(new MessageId(before, 7)))).isTrue();
    assertThat(message.leavesGapAfter(Cursor.after(new MessageId(before + 1, 0)))).isFalse();
  }
}
