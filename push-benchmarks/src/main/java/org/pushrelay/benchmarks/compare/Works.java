package org.pushrelay.benchmarks.compare;

import java.util.List;

/**
 * All that is done in a comparison.
 *
 * @param warmup done once by each server, and not measured: a JVM has to compile first
 * @param measured done in each round
 * @param held done once, and by the relay only: more connections than one worker of nginx holds
 *     with 20,000 open files
 * @param idleSubscribers how many wait while memory is measured
 */
record Works(List<Work> warmup, List<Work> measured, List<Work> held, int idleSubscribers) {

  /** Enough to rely on, on a quiet machine. */
  static Works full() {
    return new Works(
        List.of(
            Work.of("broadcasts", 1000, "--subs 1000 --messages 400"),
            Work.of(
                "channels",
                1000,
                "--subs 1000 --channels 100 --messages 10000 --window 64 --publishers 16"),
            Work.of("streams", 1000, "--mode eventsource --subs 1000 --messages 200"),
            Work.of(
                "publishing", 0, "--mode publish --publishers 16 --channels 100 --messages 50000")),
        List.of(
            broadcast(1000, 200, 20),
            broadcast(5000, 40, 4),
            channels(5000, 500, 20_000, 2000),
            streams(1000, 200, 20),
            publishing(100_000, 10_000)),
        List.of(held(19_000, 50, 5)),
        5000);
  }

  /** Enough to see that all of it works; the numbers mean little. */
  static Works quick() {
    return new Works(
        List.of(Work.of("broadcasts", 200, "--subs 200 --messages 50")),
        List.of(
            broadcast(200, 20, 2),
            broadcast(500, 8, 1),
            channels(500, 50, 400, 50),
            streams(200, 20, 2),
            publishing(2000, 200)),
        List.of(held(1000, 5, 1)),
        500);
  }

  private static Work broadcast(int subscribers, int messages, int warmup) {
    return Work.of(
        "long-poll, %,d × 1 channel".formatted(subscribers),
        subscribers,
        "--subs %d --messages %d --warmup %d".formatted(subscribers, messages, warmup));
  }

  private static Work channels(int subscribers, int channels, int messages, int warmup) {
    return Work.of(
        "long-poll, %,d × %d channels, window 64".formatted(subscribers, channels),
        subscribers,
        "--subs %d --channels %d --messages %d --warmup %d --window 64 --publishers 16"
            .formatted(subscribers, channels, messages, warmup));
  }

  private static Work streams(int subscribers, int messages, int warmup) {
    return Work.of(
        "event streams, %,d × 1 channel".formatted(subscribers),
        subscribers,
        "--mode eventsource --subs %d --messages %d --warmup %d"
            .formatted(subscribers, messages, warmup));
  }

  private static Work publishing(int messages, int warmup) {
    return Work.of(
        "publish only, 16 connections, 100 channels",
        0,
        "--mode publish --publishers 16 --channels 100 --messages %d --warmup %d"
            .formatted(messages, warmup));
  }

  private static Work held(int subscribers, int messages, int warmup) {
    return Work.of(
        "long-poll, %,d held, %d broadcasts".formatted(subscribers, messages),
        subscribers,
        "--subs %d --messages %d --warmup %d --hold 5 --timeout 300"
            .formatted(subscribers, messages, warmup));
  }
}
