package org.pushrelay.benchmarks.core;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.Subscriber;

/**
 * One message to a million who wait with a timeout, beside a bare loop that calls as many objects
 * of the same classes: what the relay costs above what cannot be avoided. Parking is not in the
 * time, but what it allocates is in the allocation.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
@Fork(value = 2, jvmArgsAppend = "-Xmx4g")
public class BroadcastBenchmark {
  private static final int SUBSCRIBERS = 1_000_000;

  /** For JMH. */
  public BroadcastBenchmark() {}

  /** A million who wait whenever a message is published. */
  @State(Scope.Thread)
  public static class Waiting {
    private final ParkedListeners channel = new ParkedListeners(SUBSCRIBERS);

    /** For JMH. */
    public Waiting() {}

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

  /** A million objects in an array, and linked to a list. */
  @State(Scope.Thread)
  public static class Bare {
    private final Subscriber[] array = new Subscriber[SUBSCRIBERS];
    private final @Nullable Listener first;
    private final Delivery delivery = SampleDelivery.delivery();

    /** For JMH. */
    public Bare() {
      Listener rest = null;
      for (int i = SUBSCRIBERS - 1; i >= 0; i--) {
        Listener listener = Listener.of(i);
        listener.next = rest;
        rest = listener;
        array[i] = listener;
      }
      first = rest;
    }
  }

  /** All are told before it returns. */
  @Benchmark
  public MessageId broadcast(Waiting waiting) {
    return waiting.channel.publish();
  }

  /** A virtual call for each element of an array. */
  @Benchmark
  public void bareLoopOverArray(Bare bare) {
    for (Subscriber subscriber : bare.array) {
      subscriber.onMessage(bare.delivery);
    }
  }

  /** A virtual call for each element of a linked list. */
  @Benchmark
  public void bareLoopOverList(Bare bare) {
    for (Listener listener = bare.first; listener != null; listener = listener.next) {
      listener.onMessage(bare.delivery);
    }
  }
}
