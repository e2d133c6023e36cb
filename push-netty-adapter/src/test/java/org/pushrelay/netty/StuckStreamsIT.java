package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.channel.PublishResult.Accepted;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.testkit.Eventually;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thousand clients of a stream that read nothing, while much is published. */
class StuckStreamsIT {
  private static final Logger log = LoggerFactory.getLogger(StuckStreamsIT.class);
  private static final int STUCK = 1000;
  private static final int MESSAGES = 1000;
  private static final int SIZE = 100 * 1024;

  /** Far below what the messages have, and what the lag limits of all streams are together. */
  private static final long MUCH = 64L << 20;

  private NettyRelay relay;

  @AfterEach
  void stop() {
    relay.close();
  }

  /** Heap in use after a collection, and Netty's buffers. */
  private static long memory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.totalMemory() - runtime.freeMemory();
    return heap
        + ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  @Test
  void theyHoldUpNobodyAndTakeNoMoreThanTheirLimit() throws Exception {
    relay = NettyRelay.start(PushNettyServer.builder().eventLoops(1));
    for (int i = 0; i < STUCK; i++) {
      relay.connect().get("/sub?id=a", "Accept: text/event-stream");
    }
    relay.awaitHeld("a", STUCK);
    String message = "x".repeat(SIZE);
    MessageDraft draft = MessageDraft.of(MessageBody.utf8(message));
    long[] nanos = new long[MESSAGES];
    long most = 0;
    try (RawClient reader = RawClient.connect(relay.server().port())) {
      reader.send(head("GET", "/sub?id=a", "TE: chunked", "Connection: TE") + "\r\n");
      assertThat(reader.readHead()).startsWith("HTTP/1.1 200 ");
      long before = memory();
      for (int i = 0; i < MESSAGES; i++) {
        long begin = System.nanoTime();
        assertThat(relay.engine().channel("a").publish(draft).join()).isInstanceOf(Accepted.class);
        nanos[i] = System.nanoTime() - begin;
        reader.expect(Integer.toHexString(SIZE) + "\r\n" + message + "\r\n");
        if (i % 100 == 10) {
          most = Math.max(most, memory() - before);
        }
      }
    }
    Arrays.sort(nanos);
    log.info(
        "{} messages beside {} stuck: median {} us, 99th percentile {} us, {} KiB more memory",
        MESSAGES,
        STUCK,
        nanos[MESSAGES / 2] / 1000,
        nanos[MESSAGES * 99 / 100] / 1000,
        most >> 10);

    assertThat(most).as("bytes of memory").isLessThan(MUCH);
    Eventually.until("all are let go", () -> relay.subscribers("a") == 0);
  }
}
