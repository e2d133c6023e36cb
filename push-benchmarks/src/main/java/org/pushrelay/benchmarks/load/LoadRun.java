package org.pushrelay.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.ThreadLocalRandom;
import org.pushrelay.benchmarks.http.EventLoop;
import org.pushrelay.benchmarks.process.CpuClock;

/** One load from the first connection to the last: connect, hold, warm up, measure, leave. */
public final class LoadRun {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** How long it is looked at whether the server works still, and how long at most. */
  private static final Duration SETTLE_STEP = Duration.ofMillis(200);

  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);

  /** A server that uses less than this part of a core is at rest. */
  private static final double AT_REST = 0.03;

  private static final Duration DELETE_LIMIT = Duration.ofSeconds(5);
  private static final double NANOS_PER_SECOND = 1e9;

  private final LoadOptions options;
  private final LoadListener listener;
  private final EventLoop loop;
  private final ChannelNames names;
  private final CpuClock cpu;
  private final Deliveries deliveries;
  private final Traffic traffic;
  private final Crowd crowd;
  private OptionalDouble holdCpuSeconds = OptionalDouble.empty();
  private long shownBefore;
  private boolean over;

  private LoadRun(LoadOptions options, LoadListener listener, EventLoop loop) {
    this.options = options;
    this.listener = listener;
    this.loop = loop;
    this.cpu = new CpuClock(options.pids(), options.pidTrees());
    InetSocketAddress server = options.server();
    String host = server.getHostString() + ":" + server.getPort();
    this.names = new ChannelNames(ThreadLocalRandom.current().nextInt(), host);
    this.deliveries = new Deliveries(options.warmup());
    this.traffic = new Traffic(loop, options, names, deliveries);
    this.crowd = new Crowd(loop, options, names, traffic, deliveries);
  }

  /** Runs it in this thread. */
  public static LoadResult run(LoadOptions options, LoadListener listener) throws IOException {
    try (EventLoop loop = new EventLoop()) {
      LoadRun run = new LoadRun(options, listener, loop);
      try (StuckStreams unread = new StuckStreams(options, run.names)) {
        return run.run();
      } finally {
        run.leave();
      }
    }
  }

  private LoadResult run() throws IOException {
    showProgress();
    traffic.connect();
    crowd.connect();
    loop.runUntil(() -> crowd.isConnected() && traffic.isConnected(), options.timeout());
    settle();
    hold();
    traffic.start(options.warmup());
    loop.runUntil(traffic::isDone, options.timeout());
    settle();

    long cpuBefore = cpuNanos();
    long begin = System.nanoTime();
    traffic.start(options.messages());
    loop.runUntil(traffic::isDone, options.timeout());
    double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
    // the subscribers' next requests belong to it
    settle();
    OptionalDouble cpuSeconds = cpuSecondsSince(cpuBefore);

    listener.held();
    return result(seconds, cpuSeconds);
  }

  private LoadResult result(double seconds, OptionalDouble cpuSeconds) {
    return new LoadResult(
        options.subscribers(),
        crowd.size(),
        deliveries.published(),
        deliveries.measured(),
        crowd.missing(),
        deliveries.duplicates(),
        deliveries.outOfOrder(),
        deliveries.foreignMessages(),
        deliveries.errors(),
        deliveries.firstError(),
        deliveries.timeouts(),
        deliveries.reconnects(),
        seconds,
        cpuSeconds,
        holdCpuSeconds,
        deliveries.latency());
  }

  private void hold() throws IOException {
    if (options.hold().isZero()) {
      return;
    }
    long before = cpuNanos();
    loop.runFor(options.hold());
    holdCpuSeconds = cpuSecondsSince(before);
  }

  /** Waits until the server is done with what it was sent: what it still does would count later. */
  private void settle() throws IOException {
    long limit = System.nanoTime() + SETTLE_LIMIT.toNanos();
    double busy;
    do {
      long before = cpuNanos();
      long from = System.nanoTime();
      loop.runFor(SETTLE_STEP);
      busy = (double) (cpuNanos() - before) / (System.nanoTime() - from);
    } while (busy > AT_REST && System.nanoTime() - limit < 0);
  }

  private long cpuNanos() throws IOException {
    return cpu.isPresent() ? cpu.nanos() : 0;
  }

  private OptionalDouble cpuSecondsSince(long before) throws IOException {
    return cpu.isPresent()
        ? OptionalDouble.of((cpu.nanos() - before) / NANOS_PER_SECOND)
        : OptionalDouble.empty();
  }

  private void leave() throws IOException {
    over = true;
    crowd.leave();
    if (traffic.isConnected()) {
      traffic.deleteChannels();
      loop.runUntil(traffic::isIdle, DELETE_LIMIT);
    }
    traffic.close();
  }

  private void showProgress() {
    if (over) {
      return;
    }
    Traffic.Progress progress = traffic.progress(deliveries.all());
    listener.progress(
        String.format(
            Locale.ROOT,
            "connected %,d/%,d, %s %,d/%,d, %,d/s",
            crowd.size(),
            options.subscribers(),
            progress.verb(),
            progress.done(),
            progress.of(),
            progress.done() - shownBefore));
    shownBefore = progress.done();
    loop.after(SECOND, this::showProgress);
  }
}
