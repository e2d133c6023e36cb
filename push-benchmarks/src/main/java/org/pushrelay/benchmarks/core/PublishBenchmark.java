package org.pushrelay.benchmarks.core;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.pushrelay.message.MessageId;

/**
 * Publishing without a subscriber, and to waiting subscribers. Parking them again is not in the
 * time, but what it allocates is in the allocation; and the time of a few carries that of reading
 * the clock.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "-Xmx2g")
public class PublishBenchmark {

  /** For JMH. */
  public PublishBenchmark() {}

  /** A channel without a waiting subscriber. */
  @State(Scope.Thread)
  public static class NoSubscriber {
    private final ParkedListeners channel = new ParkedListeners(0);

    /** For JMH. */
    public NoSubscriber() {}

    /** Ends it. */
    @TearDown
    public void close() {
      channel.close();
    }
  }

  /** A channel on which some wait whenever a message is published. */
  @State(Scope.Thread)
  public static class Waiting {
    /** How many. */
    @Param({"1", "100", "10000"})
    public int subscribers;

    private ParkedListeners channel = new ParkedListeners(0);

    /** For JMH. */
    public Waiting() {}

    /** Makes as many as there should be. */
    @Setup(Level.Trial)
    public void open() {
      channel.close();
      channel = new ParkedListeners(subscribers);
    }

    /** Lets them wait again. */
    @Setup(Level.Invocation)
    public void park() {
      channel.park();
    }

    /** Ends it. */
    @TearDown
    public void close() {
      channel.close();
    }
  }

  /** Publishes without a waiting subscriber: the message is kept. */
  @Benchmark
  public MessageId toNoSubscriber(NoSubscriber channelOnly) {
    return channelOnly.channel.publish();
  }

  /** Publishes; all waiting subscribers are notified before it returns. */
  @Benchmark
  public MessageId toWaiting(Waiting waiting) {
    return waiting.channel.publish();
  }
}
