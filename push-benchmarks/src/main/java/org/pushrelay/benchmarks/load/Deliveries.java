package org.pushrelay.benchmarks.load;

import java.io.IOException;
import org.HdrHistogram.Histogram;
import org.pushrelay.benchmarks.http.MalformedResponseException;

/** Counts what came, how late, and what went wrong. */
final class Deliveries {
  private static final int DIGITS = 3;

  private final int warmup;
  private final Histogram latency = new Histogram(DIGITS);
  private long all;
  private long measured;
  private long published;
  private long duplicates;
  private long outOfOrder;
  private long foreign;
  private long timeouts;
  private long reconnects;
  private long errors;
  private String firstError = "";

  /** With the number of messages that are not measured. */
  Deliveries(int warmup) {
    this.warmup = warmup;
  }

  void delivered(Stamp stamp, SequenceCheck.Verdict verdict) {
    switch (verdict) {
      case NEXT -> count(stamp);
      case LATE -> {
        outOfOrder++;
        count(stamp);
      }
      case DUPLICATE -> duplicates++;
    }
  }

  private void count(Stamp stamp) {
    all++;
    if (stamp.number() >= warmup) {
      measured++;
      latency.recordValue(Math.max(0, System.nanoTime() - stamp.nanos()));
    }
  }

  void published(int number) {
    if (number >= warmup) {
      published++;
    }
  }

  /** A message that its subscriber should never see. */
  void foreign() {
    foreign++;
  }

  void timeout() {
    timeouts++;
  }

  void reconnect() {
    reconnects++;
  }

  /** A subscriber's connection ended. That it happens is no error, if nothing is lost by it. */
  void failed(IOException cause) {
    if (cause instanceof MalformedResponseException) {
      error(cause);
    } else {
      remember(cause);
    }
  }

  void error(IOException cause) {
    errors++;
    remember(cause);
  }

  private void remember(IOException cause) {
    if (firstError.isEmpty()) {
      firstError = String.valueOf(cause.getMessage());
    }
  }

  /** All that were delivered, also those that are not measured. */
  long all() {
    return all;
  }

  long measured() {
    return measured;
  }

  long published() {
    return published;
  }

  long duplicates() {
    return duplicates;
  }

  long outOfOrder() {
    return outOfOrder;
  }

  long foreignMessages() {
    return foreign;
  }

  long timeouts() {
    return timeouts;
  }

  long reconnects() {
    return reconnects;
  }

  long errors() {
    return errors;
  }

  /** What went wrong first; empty if nothing did. */
  String firstError() {
    return firstError;
  }

  Latency latency() {
    return new Latency(
        latency.getValueAtPercentile(50) / 1e3,
        latency.getValueAtPercentile(99) / 1e3,
        latency.getMaxValue() / 1e3);
  }
}
