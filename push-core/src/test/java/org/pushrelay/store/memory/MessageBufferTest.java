package org.pushrelay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;

class MessageBufferTest {
  private final MessageBuffer buffer = new MessageBuffer();

  private static LogEntry entry(int tag, long expiry) {
    MessageId id = new MessageId(1, tag);
    return new LogEntry(new Message(id, id, MessageDraft.of(MessageBody.empty())), expiry, 0);
  }

  private Stream<Integer> tags() {
    return IntStream.range(0, buffer.size()).mapToObj(i -> buffer.get(i).message.id().tag());
  }

  @Test
  void keepsTheOrderWhileItsRingTurnsAndGrows() {
    for (int i = 0; i < 3; i++) {
      buffer.add(entry(i, ChannelLog.NEVER));
    }
    assertThat(buffer.removeOldest().message.id().tag()).isZero();
    assertThat(buffer.removeOldest().message.id().tag()).isEqualTo(1);
    for (int i = 3; i < 20; i++) {
      buffer.add(entry(i, ChannelLog.NEVER));
    }

    assertThat(tags()).containsExactlyElementsOf(IntStream.range(2, 20).boxed().toList());
  }

  @Test
  void findsTheFirstAfterAnId() {
    for (int i = 1; i < 10; i += 2) {
      buffer.add(entry(i, ChannelLog.NEVER));
    }

    assertThat(buffer.firstAfter(new MessageId(0, 5))).isZero();
    assertThat(buffer.firstAfter(new MessageId(1, 0))).isZero();
    assertThat(buffer.firstAfter(new MessageId(1, 1))).isEqualTo(1);
    assertThat(buffer.firstAfter(new MessageId(1, 4))).isEqualTo(2);
    assertThat(buffer.firstAfter(new MessageId(1, 9))).isEqualTo(5);
    assertThat(buffer.firstAfter(new MessageId(2, 0))).isEqualTo(5);
    assertThat(new MessageBuffer().firstAfter(new MessageId(0, 0))).isZero();
  }

  @Test
  void knowsWhenSomethingExpires() {
    assertThat(buffer.nextExpiry()).isEqualTo(ChannelLog.NEVER);
    buffer.add(entry(0, 50));
    buffer.add(entry(1, 20));
    buffer.add(entry(2, 70));
    assertThat(buffer.nextExpiry()).isEqualTo(20);

    buffer.removeExpired(20, dropped -> {});

    assertThat(tags()).containsExactly(0, 2);
    assertThat(buffer.nextExpiry()).isEqualTo(50);
  }

  @Test
  void dropsWhatHasExpiredWhereverItStands() {
    Random random = new Random(1);
    List<Integer> expected = new ArrayList<>();
    List<Integer> dropped = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      long expiry = random.nextInt(100);
      buffer.add(entry(i, expiry));
      if (expiry > 50) {
        expected.add(i);
      }
    }

    buffer.removeExpired(50, entry -> dropped.add(entry.message.id().tag()));

    assertThat(tags()).containsExactlyElementsOf(expected);
    assertThat(dropped).hasSize(500 - expected.size()).doesNotContainAnyElementsOf(expected);
  }

  @Test
  void isUsableAfterItWasCleared() {
    buffer.add(entry(0, 1));
    buffer.clear();
    assertThat(buffer.size()).isZero();
    assertThat(buffer.nextExpiry()).isEqualTo(ChannelLog.NEVER);

    buffer.add(entry(1, ChannelLog.NEVER));

    assertThat(tags()).containsExactly(1);
  }
}
