package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.Logs.KEPT;
import static org.pushrelay.testkit.Logs.append;
import static org.pushrelay.testkit.Logs.open;
import static org.pushrelay.testkit.Logs.rest;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.channel.LogReader;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageId;

/** What those see who stay in a log; a part of {@link ChannelStoreContract}. */
public interface LogReaderContract extends StoreUnderTest {
  @Test
  default void aReaderSeesAllFromItsCursorOnKeptOrNot() {
    ChannelLog log = open(newStore(new ManualTime()));
    append(log, "m0", KEPT);
    append(log, "unseen", BufferPolicy.OFF);
    append(log, "m2", KEPT);
    LogReader fromOldest = log.read(Cursor.oldest());
    LogReader fromNewest = log.read(Cursor.newest());
    append(log, "m3", BufferPolicy.OFF);
    append(log, "m4", KEPT.toBuilder().maxMessages(1).build());

    assertThat(rest(fromOldest)).containsExactly("m0", "m2", "m3", "m4");
    assertThat(rest(fromNewest)).containsExactly("m3", "m4");
    append(log, "m5", BufferPolicy.OFF);
    assertThat(rest(fromOldest)).containsExactly("m5");
    assertThat(rest(fromNewest)).containsExactly("m5");
  }

  @Test
  default void aReaderIsToldWhatItMissed() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    MessageId first = append(log, "m0", KEPT).id();
    LogReader reader = log.read(Cursor.after(first));
    append(log, "short", KEPT.toBuilder().timeout(Duration.ofSeconds(1)).build());
    append(log, "m2", KEPT);

    time.advance(Duration.ofSeconds(1));

    Delivery next = reader.next().orElseThrow();
    assertThat(next.message().body().utf8()).isEqualTo("m2");
    assertThat(next.gapAfter()).hasValue(first);
  }

  @Test
  default void aReaderKnowsBehindWhatItReadsOn() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    MessageId first = append(log, "m0", KEPT).id();
    LogReader fromNewest = log.read(Cursor.newest());
    LogReader fromOldest = log.read(Cursor.oldest());
    MessageId second = append(log, "m1", KEPT).id();

    assertThat(fromNewest.behind()).isEqualTo(first);
    assertThat(fromOldest.behind()).isLessThan(first);
    assertThat(rest(fromOldest)).containsExactly("m0", "m1");
    assertThat(fromOldest.behind()).isEqualTo(second);
    assertThat(log.read(Cursor.after(first)).behind()).isEqualTo(first);
  }

  /** Nothing kept stands behind what is missing, and no later message tells of it yet. */
  @Test
  default void gapAtTheEndOfTheLogIsReportedBeforeTheNextMessage() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    MessageId first = append(log, "m0", KEPT).id();
    MessageId lost = append(log, "unseen", BufferPolicy.OFF).id();
    LogReader reader = log.read(Cursor.oldest());

    assertThat(rest(reader)).containsExactly("m0");

    assertThat(reader.peek()).isEmpty();
    assertThat(reader.takeGapBefore(lost.time() + 1)).hasValue(first);
    append(log, "m2", KEPT);
    assertThat(reader.next().orElseThrow().gapAfter()).isEmpty();
  }

  @Test
  default void gapAtTheEndOfTheLogIsReportedAfterTheLagWasLimited() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    LogReader reader = log.read(Cursor.newest());
    MessageId first = append(log, "m0", KEPT).id();
    MessageId lost = append(log, "unseen", BufferPolicy.OFF).id();

    reader.limitLag(1, Long.MAX_VALUE);

    assertThat(rest(reader)).containsExactly("m0");
    assertThat(reader.peek()).isEmpty();
    assertThat(reader.takeGapBefore(lost.time() + 1)).hasValue(first);
  }

  @Test
  default void aReaderHearsOnceWhatItMissedOfEarlierSecondsBeforeItHasAMessage() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    MessageId first = append(log, "m0", KEPT).id();
    MessageId second = append(log, "m1", KEPT.toBuilder().maxMessages(1).build()).id();
    append(log, "unseen", BufferPolicy.OFF);
    LogReader nothingMissed = log.read(Cursor.oldest());
    LogReader reader = log.read(Cursor.after(first));
    append(log, "m3", KEPT);

    assertThat(reader.takeGapBefore(second.time() + 1)).isEmpty();
    assertThat(rest(reader)).containsExactly("m1", "m3");
    assertThat(nothingMissed.takeGapBefore(second.time() + 1)).isEmpty();

    time.advance(Duration.ofSeconds(5));
    append(log, "m4", KEPT.toBuilder().maxMessages(1).build());
    LogReader late = log.read(Cursor.after(first));
    assertThat(late.takeGapBefore(second.time())).isEmpty();
    assertThat(late.takeGapBefore(second.time() + 1)).hasValue(first);
    assertThat(late.takeGapBefore(second.time() + 9)).isEmpty();
    assertThat(late.next().orElseThrow().gapAfter()).isEmpty();
  }

  @Test
  default void aReaderHearsOfHolesInWhatIsKeptBeforeItHasTheMessageBehindThem() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    MessageId first = append(log, "m0", KEPT).id();
    MessageId unseen = append(log, "unseen", BufferPolicy.OFF).id();
    time.advance(Duration.ofSeconds(5));
    append(log, "m2", KEPT);
    LogReader reader = log.read(Cursor.oldest());

    assertThat(reader.next().orElseThrow().gapAfter()).isEmpty();
    assertThat(reader.peek()).isPresent();
    assertThat(reader.takeGapBefore(unseen.time())).isEmpty();
    assertThat(reader.takeGapBefore(unseen.time() + 1)).hasValue(first);
    assertThat(reader.peek()).isPresent();
    assertThat(reader.takeGapBefore(unseen.time() + 9)).isEmpty();
    assertThat(reader.next().orElseThrow().gapAfter()).isEmpty();
  }

  @Test
  default void aReaderHearsOfMessagesThatExpiredInFrontOfItAlsoIfNoneFollows() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    MessageId first = append(log, "m0", KEPT).id();
    LogReader reader = log.read(Cursor.after(first));
    append(log, "short", KEPT.toBuilder().timeout(Duration.ofSeconds(1)).build());
    time.advance(Duration.ofSeconds(2));

    assertThat(reader.peek()).isEmpty();

    assertThat(reader.takeGapBefore(time.epochSecond() + 9)).hasValue(first);
    assertThat(reader.takeGapBefore(time.epochSecond() + 9)).isEmpty();
  }

  @Test
  default void aReaderBehindAnUnknownIdBeginsWithTheOldestAndHearsOfAGapOnce() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    append(log, "m0", KEPT);
    append(log, "m1", KEPT);
    MessageId stranger = new MessageId(time.epochSecond() + 3600, 3);
    LogReader reader = log.read(Cursor.unknown(stranger));
    LogReader merged = log.read(Cursor.unknown(stranger));

    Delivery next = reader.next().orElseThrow();

    assertThat(log.after(Cursor.unknown(stranger)).orElseThrow().body().utf8()).isEqualTo("m0");
    assertThat(next.message().body().utf8()).isEqualTo("m0");
    assertThat(next.gapAfter()).hasValue(stranger);
    assertThat(reader.next().orElseThrow().gapAfter()).isEmpty();
    assertThat(merged.takeGapBefore(time.epochSecond())).hasValue(stranger);
    assertThat(merged.takeGapBefore(time.epochSecond() + 9)).isEmpty();
    assertThat(merged.next().orElseThrow().gapAfter()).isEmpty();
  }

  @Test
  default void aReaderBehindAnUnknownIdOfAnEmptyLogHearsOfAGapWithTheFirstMessage() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    MessageId stranger = new MessageId(time.epochSecond() + 3600, 3);
    LogReader reader = log.read(Cursor.unknown(stranger));
    assertThat(reader.next()).isEmpty();

    append(log, "m0", BufferPolicy.OFF);

    assertThat(reader.next().orElseThrow().gapAfter()).hasValue(stranger);
  }

  @Test
  default void idsHaveReachedEachSecondThatWasGivenOutAndNoneThatIsYetToCome() {
    ManualTime time = new ManualTime();
    ChannelStore store = newStore(time);
    ChannelLog log = open(store);
    MessageId first = append(log, "m0", KEPT).id();

    assertThat(store.hasReached(first.time())).isTrue();
    assertThat(store.hasReached(first.time() + 2)).isFalse();
    time.jump(Duration.ofHours(-1));
    assertThat(store.hasReached(first.time())).isTrue();
    time.jump(Duration.ofHours(2));
    MessageId later = append(log, "m1", KEPT).id();
    assertThat(store.hasReached(later.time())).isTrue();
    assertThat(store.hasReached(later.time() + 2)).isFalse();
  }

  @Test
  default void aReaderThatLagsTooFarLetsGoOfWhatIsNotKept() {
    ChannelLog log = open(newStore(new ManualTime()));
    LogReader reader = log.read(Cursor.newest());
    for (int i = 0; i < 20; i++) {
      append(log, "m" + i, KEPT.toBuilder().maxMessages(3).build());
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
}
