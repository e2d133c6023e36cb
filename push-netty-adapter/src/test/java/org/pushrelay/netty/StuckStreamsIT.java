package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.HttpConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thousand clients of a stream that read nothing, while much is published. What they do to others
 * is seen beside a channel that has none of them, message by message: so whatever else the machine
 * is doing is the same for both.
 */
@Tag("measure")
class StuckStreamsIT {
  private static final Logger log = LoggerFactory.getLogger(StuckStreamsIT.class);
  private static final int STUCK = 1000;
  private static final int MESSAGES = 1000;
  private static final int SIZE = 100 * 1024;

  /** So many fill the buffers of a client's connection: from then on it takes nothing more. */
  private static final int FILLING = 60;

  /** So many may wait for one who reads nothing: it is sent away in the middle of it all. */
  private static final int LAG = 200;

  private static final long LAG_BYTES = (long) LAG * SIZE;

  /**
   * Messages are kept once for all who have yet to read them: so it is one limit and a little for
   * each stream, far below the limits of all of them.
   */
  private static final long MUCH = 64L << 20;

  /**
   * So many times as long may somebody wait beside them: up to 1.5 times was measured in the
   * median, and up to 2.1 times in the 99th percentile of all messages.
   */
  private static final int FACTOR = 3;

  /**
   * The messages are looked at in so many parts. A collection of garbage hits either channel; but
   * who is held up for long by stuck streams is so in each part.
   */
  private static final int PARTS = 4;

  private static final String BODY = "x".repeat(SIZE);
  private static final String CHUNK = Integer.toHexString(SIZE) + "\r\n" + BODY + "\r\n";

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

  /** A channel with one who publishes over HTTP, and one who reads; and how long both wait. */
  private final class Pair implements AutoCloseable {
    private final String channel;
    private final HttpConnection publisher;
    private final RawClient reader;
    private final long[] published = new long[MESSAGES];
    private final long[] delivered = new long[MESSAGES];

    Pair(String channel) throws IOException {
      this.channel = channel;
      this.publisher = relay.connect();
      this.reader = RawClient.connect(relay.server().port());
      reader.send(head("GET", "/sub?id=" + channel, "TE: chunked", "Connection: TE") + "\r\n");
      assertThat(reader.readHead()).startsWith("HTTP/1.1 200 ");
    }

    /** One message, from the publisher's request until the reader has it. */
    void measure(int i) throws IOException {
      long begin = System.nanoTime();
      publish();
      published[i] = System.nanoTime() - begin;
      reader.expect(CHUNK);
      delivered[i] = System.nanoTime() - begin;
    }

    void pass() throws IOException {
      publish();
      reader.expect(CHUNK);
    }

    private void publish() {
      publisher.post("/pub?id=" + channel, BODY);
      assertThat(publisher.receive().status()).isEqualTo(201);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  private static long micros(long[] nanos, int permille) {
    return micros(nanos, 0, nanos.length, permille);
  }

  private static long micros(long[] nanos, int from, int to, int permille) {
    long[] sorted = Arrays.copyOfRange(nanos, from, to);
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) * permille / 1000] / 1000;
  }

  /** Both the usual wait and the longest ones are about the same with and without them. */
  private static void compare(String what, StreamPolicy.OnLag onLag, long[] beside, long[] alone) {
    log.info(
        "{} of {} messages of {} bytes beside {} stuck ({}), and without them: median {} and {} us,"
            + " 99th percentile {} and {} us, longest {} and {} us",
        what,
        MESSAGES,
        SIZE,
        STUCK,
        onLag,
        micros(beside, 500),
        micros(alone, 500),
        micros(beside, 990),
        micros(alone, 990),
        micros(beside, 1000),
        micros(alone, 1000));
    assertThat(micros(beside, 500))
        .as("%s: median, in microseconds", what)
        .isLessThan(FACTOR * micros(alone, 500));
    assertThat(leastRatio(beside, alone))
        .as("%s: 99th percentile, in those without them", what)
        .isLessThan(FACTOR);
  }

  /** Of all parts the one in which the 99th percentile was the least of what it was alone. */
  private static double leastRatio(long[] beside, long[] alone) {
    int part = MESSAGES / PARTS;
    double least = Double.MAX_VALUE;
    for (int from = 0; from < MESSAGES; from += part) {
      double there = micros(beside, from, from + part, 990);
      least = Math.min(least, there / micros(alone, from, from + part, 990));
    }
    return least;
  }

  @ParameterizedTest
  @EnumSource
  void theyHoldUpNobodyAndTakeNoMoreThanTheirLimit(StreamPolicy.OnLag onLag) throws Exception {
    StreamPolicy policy =
        StreamConfig.DEFAULT.policy().toBuilder().maxLag(LAG, LAG_BYTES).onLag(onLag).build();
    relay =
        NettyRelay.start(
            PushNettyServer.builder().eventLoops(1), StreamConfig.builder().policy(policy).build());
    for (int i = 0; i < STUCK; i++) {
      relay.connect().get("/sub?id=stuck", "Accept: text/event-stream");
    }
    relay.awaitHeld("stuck", STUCK);
    long most = 0;
    try (Pair beside = new Pair("stuck");
        Pair alone = new Pair("free")) {
      long before = memory();
      for (int i = 0; i < FILLING; i++) {
        beside.pass();
        alone.pass();
      }
      assertThat(relay.subscribers("stuck")).as("who is there").isEqualTo(STUCK + 1);
      for (int i = 0; i < MESSAGES; i++) {
        // each goes first as often as the other
        (i % 2 == 0 ? beside : alone).measure(i);
        (i % 2 == 0 ? alone : beside).measure(i);
        if (i % 100 == 10) {
          most = Math.max(most, memory() - before);
          beside.pass();
          alone.pass();
        }
      }
      compare("publishing", onLag, beside.published, alone.published);
      compare("delivery", onLag, beside.delivered, alone.delivered);
    }
    log.info("{} KiB more memory", most >> 10);

    assertThat(most)
        .as("bytes of memory, where all streams together may lag %s behind", LAG_BYTES * STUCK)
        .isLessThan(MUCH);
    int left = onLag == StreamPolicy.OnLag.END ? 0 : STUCK;
    Eventually.until(left + " are left", () -> relay.subscribers("stuck") == left);
  }
}
