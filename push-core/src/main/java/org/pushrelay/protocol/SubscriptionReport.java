package org.pushrelay.protocol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * Reports that a subscriber has joined and has left: each at most once, and in this order,
 * whichever thread notices it first. Safe from any thread; reports with no lock held.
 *
 * <p>A poll leaves with the message that answers it, so what it reports comes before the publish of
 * that message, as with Nchan. A stream stays, so what it reports comes after the publish.
 *
 * <p>Lock order: this one, then the {@link MetaEventQueue}.
 */
final class SubscriptionReport {
  private final MetaEventPublisher metaEventPublisher;
  private final boolean polls;

  /** The event that it has joined; null if it has not. */
  @GuardedBy("this")
  private MetaEventQueue.@Nullable Entry joined;

  @GuardedBy("this")
  private boolean left;

  /**
   * A stay that has not begun.
   *
   * @param polls whether one message, or one batch of them, ends it
   */
  SubscriptionReport(MetaEventPublisher metaEventPublisher, boolean polls) {
    this.metaEventPublisher = metaEventPublisher;
    this.polls = polls;
  }

  /** The subscriber is there. */
  void join() {
    if (joins()) {
      metaEventPublisher.publish();
    }
  }

  private synchronized boolean joins() {
    boolean first = joined == null && !left;
    if (first) {
      joined = metaEventPublisher.add("subscriber_enqueue");
    }
    return first;
  }

  /** The subscriber is there, and the next message of its channel answers it. */
  void joinHeld() {
    if (holds()) {
      metaEventPublisher.publish();
    }
  }

  private synchronized boolean holds() {
    boolean first = joins();
    if (!left) {
      metaEventPublisher.hold(this);
    }
    return first;
  }

  /** The subscriber has a message. */
  void receive() {
    if (metaEventPublisher.hasReceipts()) {
      say("subscriber_receive_message");
    }
  }

  /** The subscriber was told why there is no more. */
  void receiveStatus() {
    if (metaEventPublisher.hasReceipts()) {
      say("subscriber_receive_status");
    }
  }

  private void say(String event) {
    add(event);
    metaEventPublisher.publish();
  }

  private synchronized void add(String event) {
    if (polls && joined != null) {
      metaEventPublisher.addBehind(joined, event);
    } else {
      metaEventPublisher.add(event);
    }
  }

  /** The subscriber is there no more; if it never was, it never will be. */
  void leave() {
    if (leaves()) {
      metaEventPublisher.publish();
    }
  }

  private synchronized boolean leaves() {
    boolean first = joined != null && !left;
    left = true;
    if (first) {
      add("subscriber_dequeue");
      metaEventPublisher.release(this);
    }
    return first;
  }
}
