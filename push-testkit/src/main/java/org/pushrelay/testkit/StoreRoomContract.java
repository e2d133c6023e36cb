package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.Logs.KEPT;
import static org.pushrelay.testkit.Logs.all;
import static org.pushrelay.testkit.Logs.append;
import static org.pushrelay.testkit.Logs.open;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;

/**
 * How a store counts its bytes, and refuses what there is no room for; a part of {@link
 * ChannelStoreContract}.
 */
public interface StoreRoomContract extends StoreUnderTest {
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
  default void storedSizeIsThatOfTheMessagesThatAreKept() {
    ManualTime time = new ManualTime();
    ChannelLog log = open(newStore(time));
    BufferPolicy two = KEPT.toBuilder().maxMessages(2).timeout(Duration.ofMinutes(1)).build();
    append(log, "m0", two);
    long one = log.stored().memory();
    append(log, "m1", two);
    append(log, "m2", two);

    assertThat(log.stored().messages()).isEqualTo(2);
    assertThat(log.stored().memory()).isEqualTo(2 * one);
    append(log, "m3", two.toBuilder().maxMessages(1).build());
    assertThat(log.stored().memory()).isEqualTo(one);
    time.advance(Duration.ofMinutes(2));
    assertThat(log.stored().memory()).isZero();
  }

  @Test
  default void compressedCopyIsKeptWithItsMessageAndCounted() {
    ChannelStore store = newStore(new ManualTime(), 10_000);
    ChannelLog log = open(store);
    MessageDraft draft = MessageDraft.of(MessageBody.utf8("x")).withPolicy(KEPT);
    MessageBody copy = MessageBody.wrap(new byte[2000]);
    long empty = store.usedBytes();
    assertThat(log.append(draft.withDeflated(copy))).isPresent();
    long one = store.usedBytes();
    assertThat(log.append(draft)).isPresent();
    long two = store.usedBytes();

    assertThat(log.after(Cursor.oldest()).flatMap(Message::deflated)).contains(copy);
    assertThat(one - empty).isEqualTo(two - one + 2000);
    assertThat(log.append(draft.withDeflated(MessageBody.wrap(new byte[9000])))).isEmpty();
  }

  @Test
  default void whatMakesWayForAMessageCountsForIt() {
    ChannelStore store = newStore(new ManualTime(), 4000);
    ChannelLog log = open(store);
    BufferPolicy one = KEPT.toBuilder().maxMessages(1).build();

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
      append(
          log,
          "x".repeat(i),
          KEPT.toBuilder().maxMessages(7).timeout(Duration.ofSeconds(1)).build());
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
