package org.pushrelay.benchmarks.core;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.message.Cursor;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscription;

/** Beginning to wait and giving up, as when a client asks and leaves. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@State(Scope.Thread)
public class SubscribeBenchmark {
  private static final SubscribePolicy FOREVER = SubscribePolicy.NO_TIMEOUT;
  private static final SubscribePolicy WITH_TIMEOUT =
      FOREVER.toBuilder().timeout(Duration.ofSeconds(30)).build();

  private final PushEngine engine = PushEngine.create();
  private final Channel channel = engine.channel("benchmark");
  private final Listener listener = Listener.of(0);

  /**
   * Creates a channel that does not expire between two runs, since one subscriber always waits on
   * it.
   */
  public SubscribeBenchmark() {
    channel.subscribe(Cursor.newest(), FOREVER, Listener.of(1));
  }

  /** Ends the relay. */
  @TearDown
  public void close() {
    engine.close();
  }

  /** With a timer that is set and called off. */
  @Benchmark
  public Subscription withTimeout() {
    return subscribeAndCancel(WITH_TIMEOUT);
  }

  /** Without a timer. */
  @Benchmark
  public Subscription withoutTimeout() {
    return subscribeAndCancel(FOREVER);
  }

  private Subscription subscribeAndCancel(SubscribePolicy policy) {
    Subscription subscription = channel.subscribe(Cursor.newest(), policy, listener);
    subscription.cancel();
    return subscription;
  }
}
