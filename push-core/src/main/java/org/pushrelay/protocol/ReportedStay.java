package org.pushrelay.protocol;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Reports that a subscriber has joined and has left: each at most once, and in this order, whoever
 * notices it first. Safe from any thread; reports with no lock held.
 */
final class ReportedStay {
  private final Reports reports;

  @GuardedBy("this")
  private boolean joined;

  @GuardedBy("this")
  private boolean left;

  ReportedStay(Reports reports) {
    this.reports = reports;
  }

  /** It is there. */
  void join() {
    if (joins()) {
      reports.say("subscriber_enqueue");
    }
  }

  private synchronized boolean joins() {
    boolean first = !joined && !left;
    joined |= first;
    return first;
  }

  /** It has a message. */
  void receive() {
    reports.sayReceived("subscriber_receive_message");
  }

  /** It was told why there is no more. */
  void receiveStatus() {
    reports.sayReceived("subscriber_receive_status");
  }

  /** It is there no more; if it never was, it never will be. */
  void leave() {
    if (leaves()) {
      reports.say("subscriber_dequeue");
    }
  }

  private synchronized boolean leaves() {
    boolean first = joined && !left;
    left = true;
    return first;
  }
}
