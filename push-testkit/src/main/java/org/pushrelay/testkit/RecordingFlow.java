package org.pushrelay.testkit;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Delivery;

/**
 * A flow subscriber that remembers what it was told, and asks for more only when the test does.
 * Safe from any thread.
 */
public final class RecordingFlow implements Flow.Subscriber<Delivery> {
  private final long firstRequest;

  @GuardedBy("this")
  private final List<Delivery> deliveries = new ArrayList<>();

  @GuardedBy("this")
  private Flow.@Nullable Subscription subscription;

  @GuardedBy("this")
  private @Nullable Throwable error;

  @GuardedBy("this")
  private boolean completed;

  private RecordingFlow(long firstRequest) {
    this.firstRequest = firstRequest;
  }

  /** Asks for nothing by itself. */
  public static RecordingFlow patient() {
    return new RecordingFlow(0);
  }

  /** Asks for all there will ever be. */
  public static RecordingFlow unbounded() {
    return new RecordingFlow(Long.MAX_VALUE);
  }

  /** Whether it has asked for all from the beginning. */
  public boolean requestsAll() {
    return firstRequest == Long.MAX_VALUE;
  }

  /** Asks for some more. */
  public void request(long n) {
    subscription().request(n);
  }

  /** Leaves. */
  public void cancel() {
    subscription().cancel();
  }

  private synchronized Flow.Subscription subscription() {
    return requireNonNull(subscription, "not subscribed yet");
  }

  /** What it got so far. */
  public synchronized List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  /** The texts of what it got so far. */
  public List<String> texts() {
    return deliveries().stream().map(d -> d.message().body().utf8()).toList();
  }

  /** Whether the flow is complete. */
  public synchronized boolean isCompleted() {
    return completed;
  }

  /** Why the flow failed; empty if it did not. */
  public synchronized Optional<Throwable> error() {
    return Optional.ofNullable(error);
  }

  @Override
  public void onSubscribe(Flow.Subscription value) {
    synchronized (this) {
      if (subscription != null) {
        throw new AssertionError("onSubscribe was called twice");
      }
      subscription = value;
    }
    if (firstRequest > 0) {
      value.request(firstRequest);
    }
  }

  @Override
  public synchronized void onNext(Delivery delivery) {
    checkOpen("onNext");
    deliveries.add(delivery);
  }

  @Override
  public synchronized void onError(Throwable failure) {
    checkOpen("onError");
    error = failure;
  }

  @Override
  public synchronized void onComplete() {
    checkOpen("onComplete");
    completed = true;
  }

  private synchronized void checkOpen(String signal) {
    if (completed || error != null) {
      // kept as an error of its own, since the caller may swallow what is thrown here
      error = new AssertionError(signal + " after the end of the flow");
      throw new AssertionError(signal + " after the end of the flow");
    }
  }
}
