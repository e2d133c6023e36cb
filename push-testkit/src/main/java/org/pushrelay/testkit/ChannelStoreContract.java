package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.channel.LogReader;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.time.TimeSource;

/**
 * What every store of messages must do. A test class makes the store, and inherits the tests:
 *
 * <pre>{@code
 * class MyStoreTest implements ChannelStoreContract {
 *   public ChannelStore newStore(TimeSource time, long maxBytes) { ... }
 * }
 * }</pre>
 */
public interface ChannelStoreContract {
  /** A channel. */
  ChannelId NEWS = ChannelId.of("news");

  /** Keeps up to 100 messages for ever. */
  BufferPolicy KEPT = BufferPolicy.DEFAULT.withMaxMessages(100).withTimeout(Duration.ZERO);

  /**
   * A store without anything in it.
   *
   * @param maxBytes how many bytes it may take
   */
  ChannelStore newStore(TimeSource time, long maxBytes);

  private ChannelStore newStore(TimeSource time) {
    return newStore(time, 1 << 20);
  }

  private static ChannelLog open(ChannelStore store) {
    return store.open(NEWS).orElseThrow();
  }

  private static Message append(ChannelLog log, String text, BufferPolicy policy) {
    return log.append(MessageDraft.of(MessageBody.utf8(text)).withPolicy(policy)).orElseThrow();
  }

  private static List<String> all(ChannelLog log) {
    List<String> texts = new ArrayList<>();
    Optional<Message> next = log.after(Cursor.oldest());
    while (next.isPresent()) {
      texts.add(next.get().body().utf8());
      next = log.after(Cursor.after(next.get().id()));
    }
    assertThat(log.size()).as("size").isEqualTo(texts.size());
    return texts;
  }

  private static String text(Optional<Message> message) {
    return message.map(m -> m.body().utf8()).orElse("nothing");
  }

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
      append(log, "m" + i, KEPT.withMaxMessages(3));
    }
    assertThat(all(log)).containsExactly("m2", "m3", "m4");

    append(log, "m5", KEPT.withMaxMessages(2));
    assertThat(all(log)).containsExactly("m4", "m5");

    append(log, "m6", KEPT.withMaxMessages(5));
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
    append(log, "long", KEPT.withTimeout(Duration.ofSeconds(10)));
    append(log, "short", KEPT.withTimeout(Duration.ofSeconds(2)));
    append(log, "for ever", KEPT);
    append(log, "medium", KEPT.withTimeout(Duration.ofSeconds(5)));
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
    append(log, "m", KEPT.withTimeout(Duration.ofSeconds(2)));

    time.jump(Duration.ofDays(1));

    assertThat(all(log)).containsExactly("m");
  }

  @Test
  default void aReceivedMessageGoesIfItIsTheOldestAndEnoughOthersAreThere() {
    ChannelLog log = open(newStore(new ManualTime()));
    BufferPolicy deleting = KEPT.deletingOldestReceivedAbove(2);
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
    MessageId first = append(log, "m0", KEPT.withMaxMessages(2)).id();
    MessageId second = append(log, "m1", KEPT.withMaxMessages(2)).id();
    MessageId third = append(log, "m2", KEPT.withMaxMessages(2)).id();

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

  @Test
  default void aReaderSeesAllFromItsCursorOnKeptOrNot() {
    ChannelLog log = open(newStore(new ManualTime()));
    append(log, "m0", KEPT);
    append(log, "unseen", BufferPolicy.OFF);
    append(log, "m2", KEPT);
    LogReader fromOldest = log.read(Cursor.oldest());
    LogReader fromNewest = log.read(Cursor.newest());
    append(log, "m3", BufferPolicy.OFF);
    append(log, "m4", KEPT.withMaxMessages(1));

    assertThat(rest(fromOldest)).containsExactly("m0", "m2", "m3", "m4");
    assertThat(rest(fromNewest)).containsExactly("m3", "m4");
    append(log, "m5", BufferPolicy.OFF);
    assertThat(rest(fromOldest)).containsExactly("m5");
    assertThat(rest(fromNewest)).containsExactly("m5");
  }

  private static List<String> rest(LogReader reader) {
    List<String> texts = new ArrayList<>();
    for (Optional<Delivery> next = reader.next(); next.isPresent(); next = reader.next()) {
      texts.add(next.get().message().body().utf8());
    }
    return texts;
  }

  @Test
  default void aReaderIsToldWhatItMissed() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    MessageId first = append(log, "m0", KEPT).id();
    LogReader reader = log.read(Cursor.after(first));
    append(log, "short", KEPT.withTimeout(Duration.ofSeconds(1)));
    append(log, "m2", KEPT);

    time.advance(Duration.ofSeconds(1));

    Delivery next = reader.next().orElseThrow();
    assertThat(next.message().body().utf8()).isEqualTo("m2");
    assertThat(next.gapAfter()).hasValue(first);
  }

  @Test
  default void aReaderThatLagsTooFarLetsGoOfWhatIsNotKept() {
    ChannelLog log = open(newStore(new ManualTime()));
    LogReader reader = log.read(Cursor.newest());
    for (int i = 0; i < 20; i++) {
      append(log, "m" + i, KEPT.withMaxMessages(3));
    }

    reader.limitLag(20, Long.MAX_VALUE);
    assertThat(reader.next().orElseThrow().message().body().utf8()).isEqualTo("m0");
    reader.limitLag(10, Long.MAX_VALUE);
    Delivery next = reader.next().orElseThrow();
    assertThat(next.message().body().utf8()).isEqualTo("m17");
    assertThat(next.gapAfter()).isPresent();
    reader.limitLag(0, 0);
    assertThat(rest(reader)).containsExactly("m18", "m19");
  }

  @Test
  default void aReaderThatLagsByTooManyBytesLetsGoOfWhatIsNotKept() {
    ChannelLog log = open(newStore(new ManualTime()));
    LogReader reader = log.read(Cursor.newest());
    for (int i = 0; i < 4; i++) {
      append(log, "x".repeat(100), BufferPolicy.OFF);
    }

    reader.limitLag(Integer.MAX_VALUE, 400);
    assertThat(reader.next()).isPresent();
    reader.limitLag(Integer.MAX_VALUE, 299);
    assertThat(reader.next()).isEmpty();
  }

  @Test
  default void aFullStoreRefusesAndChangesNothing() {
    ManualTime time = new ManualTime();
    ChannelStore store = newStore(time, 4000);
    ChannelLog log = open(store);
    append(log, "x".repeat(1500), KEPT);
    long used = store.usedBytes();

    Optional<Message> refused =
        log.append(MessageDraft.of(MessageBody.wrap(new byte[3000])).withPolicy(KEPT));

    assertThat(refused).isEmpty();
    assertThat(store.usedBytes()).isEqualTo(used);
    assertThat(all(log)).hasSize(1);
    MessageId next = append(log, "small", KEPT).id();
    assertThat(next.tag()).as("no id was used up").isEqualTo(1);
  }

  @Test
  default void whatMakesWayForAMessageCountsForIt() {
    ChannelStore store = newStore(new ManualTime(), 4000);
    ChannelLog log = open(store);
    BufferPolicy one = KEPT.withMaxMessages(1);

    for (int i = 0; i < 10; i++) {
      append(log, i + "x".repeat(2500), one);
    }

    assertThat(log.size()).isEqualTo(1);
  }

  @Test
  default void aFullStoreOpensNoMoreChannels() {
    ChannelStore store = newStore(new ManualTime(), 4000);
    List<ChannelLog> logs = new ArrayList<>();
    Optional<ChannelLog> log = store.open(ChannelId.of("0"));
    while (log.isPresent()) {
      logs.add(log.get());
      log = store.open(ChannelId.of(Integer.toString(logs.size())));
    }
    assertThat(logs).hasSizeBetween(1, 100);

    logs.get(0).close();

    assertThat(store.open(ChannelId.of("0"))).isPresent();
  }

  @Test
  default void messagesThatAreNotKeptTakeNoRoom() {
    ChannelStore store = newStore(new ManualTime());
    ChannelLog log = open(store);
    long used = store.usedBytes();

    append(log, "x".repeat(1000), BufferPolicy.OFF);

    assertThat(store.usedBytes()).isEqualTo(used);
  }

  @Test
  default void accountingComesBackToNothing() {
    ManualTime time = new ManualTime();
    ChannelStore store = newStore(time);
    assertThat(store.usedBytes()).isZero();
    ChannelLog log = open(store);
    long empty = store.usedBytes();
    assertThat(empty).isPositive();
    for (int i = 0; i < 10; i++) {
      append(log, "x".repeat(i), KEPT.withMaxMessages(7).withTimeout(Duration.ofSeconds(1)));
    }
    assertThat(store.usedBytes()).isGreaterThan(empty);

    time.advance(Duration.ofSeconds(1));
    assertThat(log.size()).isZero();
    assertThat(store.usedBytes()).isEqualTo(empty);
    append(log, "x", KEPT);
    log.close();

    assertThat(store.usedBytes()).isZero();
  }
}
