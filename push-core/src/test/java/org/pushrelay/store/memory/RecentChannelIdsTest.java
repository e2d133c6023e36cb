package org.pushrelay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;

class RecentChannelIdsTest {
  private static final ChannelId A = ChannelId.of("a");
  private static final ChannelId B = ChannelId.of("b");
  private static final ChannelId C = ChannelId.of("c");

  private final TestClock clock = new TestClock(1000);
  private final MessageIdSequence sequence = new MessageIdSequence(clock, Integer.MAX_VALUE);
  private final RecentChannelIds forgotten = new RecentChannelIds(2, sequence);

  @Test
  void remembersTheLastIdOfAChannelOnce() {
    forgotten.remember(A, new MessageId(1001, 3));

    assertThat(forgotten.recall(A)).isEqualTo(new MessageId(1001, 3));
    assertThat(forgotten.recall(A)).isNull();
    assertThat(forgotten.recall(B)).isNull();
  }

  @Test
  void whatItNoLongerKnowsIsNotAboveTheUnknown() {
    forgotten.remember(A, new MessageId(1005, 3));
    forgotten.remember(B, new MessageId(1001, 0));
    assertThat(forgotten.unknown()).isEqualTo(sequence.beforeFirst());

    forgotten.remember(C, new MessageId(1006, 0));

    assertThat(forgotten.recall(A)).isNull();
    assertThat(forgotten.recall(B)).isNotNull();
    assertThat(forgotten.unknown()).isEqualTo(new MessageId(1005, 3));
  }

  @Test
  void aChannelThatIsRememberedAgainIsTheYoungest() {
    forgotten.remember(A, new MessageId(1001, 0));
    forgotten.remember(B, new MessageId(1002, 0));
    forgotten.remember(A, new MessageId(1003, 0));
    forgotten.remember(C, new MessageId(1004, 0));

    assertThat(forgotten.recall(A)).isNotNull();
    assertThat(forgotten.recall(B)).isNull();
  }

  @Test
  void aNameThatWasForgottenForGoodNeverGetsAnOldIdAgain() {
    MemoryChannelStore store = new MemoryChannelStore(clock, 1 << 20, Integer.MAX_VALUE, 1);
    MessageId last = publish(store, A).id();
    publish(store, B);
    publish(store, C);

    Message next = publish(store, A);

    assertThat(next.id()).isGreaterThan(last);
    assertThat(next.leavesGapAfter(Cursor.after(new MessageId(last.time(), 0))))
        .as("what is unknown counts as a gap, or nothing was missed")
        .isEqualTo(new MessageId(last.time(), 0).isBefore(next.predecessor()));
    assertThat(next.predecessor()).isGreaterThanOrEqualTo(last);
  }

  private static Message publish(MemoryChannelStore store, ChannelId id) {
    ChannelLog log = store.open(id).orElseThrow();
    try {
      return log.append(MessageDraft.text("m").withPolicy(BufferPolicy.OFF)).orElseThrow();
    } finally {
      log.close();
    }
  }
}
