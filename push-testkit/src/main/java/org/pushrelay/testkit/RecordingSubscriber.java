package org.pushrelay.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Subscriber;

/**
 * A subscriber that remembers what it was told, and insists on being told once. Safe from any
 * thread.
 */
public final class RecordingSubscriber implements Subscriber {
  @GuardedBy("this")
  private @Nullable Delivery delivery;

  @GuardedBy("this")
  private @Nullable EndReason end;

  @GuardedBy("this")
  private int timesTold;

  /** A subscriber that was told nothing yet. */
  public RecordingSubscriber() {}

  @Override
  public synchronized void onMessage(Delivery value) {
    delivery = value;
    timesTold++;
  }

  @Override
  public synchronized void onEnd(EndReason reason) {
    end = reason;
    timesTold++;
  }

  /** What it got; empty as long as it waits, or if it got none. */
  public synchronized Optional<Delivery> delivery() {
    checkToldOnce();
    return Optional.ofNullable(delivery);
  }

  /** The text of the message it got; empty as long as it waits, or if it got none. */
  public Optional<String> text() {
    return delivery().map(d -> d.message().body().utf8());
  }

  /** Why it got none; empty as long as it waits, or if it got one. */
  public synchronized Optional<EndReason> end() {
    checkToldOnce();
    return Optional.ofNullable(end);
  }

  /** Whether it was told neither of the two. */
  public synchronized boolean isWaiting() {
    checkToldOnce();
    return timesTold == 0;
  }

  /** Waits until it was told something. */
  public RecordingSubscriber awaitTold() {
    Eventually.until("the subscriber is told", () -> !isWaiting());
    return this;
  }

  private synchronized void checkToldOnce() {
    if (timesTold > 1) {
      throw new AssertionError(
          "the subscriber was told " + timesTold + " times: " + delivery + ", " + end);
    }
  }
}
