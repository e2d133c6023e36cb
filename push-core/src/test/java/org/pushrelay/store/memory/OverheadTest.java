package org.pushrelay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;

/**
 * What is said to be used is what is used: neither much less than the heap grows by, so that the
 * limit protects it, nor much more, so that nobody pays for nothing.
 */
@Tag("measure")
class OverheadTest {
  private static final int COUNT = 20_000;
  private static final BufferPolicy KEPT =
      BufferPolicy.builder().maxMessages(COUNT).timeout(Duration.ZERO).build();

  private final PushEngine engine = PushEngine.builder().maxReservedMemory(1 << 28).build();

  @Test
  void messagesTakeAboutWhatTheyAreSaidTo() {
    Channel channel = engine.channel("a");
    channel.publish(draft()).join();

    check(
        () -> {
          for (int i = 1; i < COUNT; i++) {
            channel.publish(draft()).join();
          }
        });
  }

  /** As each publisher's request makes one: of parts of its own. */
  private static MessageDraft draft() {
    String contentType = new String("text/plain".toCharArray());
    return MessageDraft.of(MessageBody.wrap(new byte[16]))
        .withContentType(contentType)
        .withPolicy(KEPT);
  }

  @Test
  void channelsTakeAboutWhatTheyAreSaidTo() {
    check(
        () -> {
          for (int i = 0; i < COUNT; i++) {
            engine.channel("channel-" + i).create(Duration.ofDays(1)).join();
          }
        });
  }

  private void check(Runnable work) {
    long heapBefore = heap();
    long saidBefore = engine.usedBytes();
    work.run();
    long heap = heap() - heapBefore;
    long said = engine.usedBytes() - saidBefore;

    assertThat((double) said / heap)
        .as("%s bytes said, %s bytes of heap, for %s", said, heap, COUNT)
        .isBetween(0.8, 1.5);
  }

  /** The smallest of some readings: what is not garbage. */
  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
