package org.pushrelay.benchmarks.core;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;

/**
 * Reading a full buffer from the oldest message to the newest, as a client does that was away: each
 * message is asked for with the id of the one before it. The figures are those of one message.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@State(Scope.Thread)
public class BufferWalkBenchmark {
  private static final int MESSAGES = 1000;

  /** Who asks does not wait, and so the end of the buffer ends the walk. */
  private static final SubscribePolicy POLICY = SubscribePolicy.builder().timeout(Duration.ZERO).build();

  private final PushEngine engine = PushEngine.create();
  private final Channel channel = engine.channel("benchmark");

  /** Fills the buffer. */
  public BufferWalkBenchmark() {
    MessageDraft draft =
        MessageDraft.text("x".repeat(128))
            .withPolicy(BufferPolicy.builder().maxMessages(MESSAGES).build());
    for (int i = 0; i < MESSAGES; i++) {
      channel.publish(draft).join();
    }
  }

  /** Ends the relay. */
  @TearDown
  public void close() {
    engine.close();
  }

  /** Asks until there is no more. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public int walk() {
    Reader reader = new Reader();
    while (!reader.atEnd) {
      channel.subscribe(reader.cursor, POLICY, reader);
    }
    if (reader.count != MESSAGES) {
      throw new IllegalStateException("read " + reader.count + " messages");
    }
    return reader.count;
  }

  private static final class Reader implements Subscriber {
    private Cursor cursor = Cursor.oldest();
    private int count;
    private boolean atEnd;

    @Override
    public void onMessage(Delivery delivery) {
      MessageId id = delivery.message().id();
      cursor = Cursor.after(id);
      count++;
    }

    @Override
    public void onEnd(EndReason reason) {
      atEnd = true;
    }
  }
}
