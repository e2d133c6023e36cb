package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.LongPollers;

/** Every subscriber gets every message once, and all of them from one buffer for each loop. */
class ManySubscribersIT {
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int SUBSCRIBERS = 3000;
  private static final int SIZE = 950 * 1024;
  private static final int LOOPS = 2;

  private NettyRelay relay;

  @BeforeEach
  void start() throws Exception {
    LongPollers.assumeEnoughFiles(2 * SUBSCRIBERS + 500);
    relay = NettyRelay.start(PushNettyServer.builder().eventLoops(LOOPS));
  }

  @AfterEach
  void stop() {
    if (relay != null) {
      relay.close();
    }
  }

  @Test
  void threeThousandSubscribersGetLargeMessagesFromOneBuffer() throws Exception {
    List<byte[]> bodies = IntStream.range(0, 2).mapToObj(ManySubscribersIT::body).toList();
    int[] ends = new int[bodies.size()];
    LongPollers.Reader reader =
        new LongPollers.Reader() {
          @Override
          public void bytes(int subscriber, int message, int offset, ByteBuffer bytes) {
            ByteBuffer expected = ByteBuffer.wrap(bodies.get(message), offset, bytes.remaining());
            if (!bytes.equals(expected)) {
              throw new AssertionError("message " + message + " differs from " + offset + " on");
            }
          }

          @Override
          public void end(int subscriber, int message, int length) {
            assertThat(length).isEqualTo(SIZE);
            ends[message]++;
          }
        };
    try (LongPollers pollers =
        new LongPollers(
            relay.server().port(), SUBSCRIBERS, i -> "/sub?id=a", bodies.size(), reader)) {
      relay.awaitHeld("a", SUBSCRIBERS);
      long directBefore = direct();
      long heapBefore = usedHeap();

      relay.publish("a", MessageBody.wrap(bodies.get(0)));

      // nobody has read a byte, so all of it is on its way or held for them
      long direct = direct() - directBefore;
      long heap = usedHeap() - heapBefore;
      relay.publish("a", MessageBody.wrap(bodies.get(1)));
      pollers.run(DEADLINE);

      // the Date may change meanwhile, and the bytes with it; and allocators take by the chunk
      assertThat(direct).as("direct memory").isLessThan(LOOPS * 3L * (8 << 20));
      assertThat(heap).as("heap").isLessThan(SUBSCRIBERS * 10_000L);
    }
    assertThat(ends).containsOnly(SUBSCRIBERS);
  }

  private static byte[] body(int number) {
    byte[] body = new byte[SIZE];
    Arrays.fill(body, (byte) ('a' + number));
    return body;
  }

  private static long direct() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
