package org.pushrelay.channel;

import java.time.Duration;
import java.util.Optional;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.time.Cancellable;

/**
 * How long a channel lives, and when it has to look after itself: when its first message expires,
 * or when it has been empty for its time. One timer is enough for both. Guarded by the channel's
 * lock.
 */
final class ChannelExpiry {
  private final Channels channels;
  private final Runnable check;

  /**
   * Whether the channel is idle: it keeps no message and has no subscriber. The next fields hold
   * the time since which it is idle, or of the last request for it, and how long it may stay idle.
   */
  private boolean idle;

  private long idleSince;
  private long idleNanos = Channels.nanos(SubscribePolicy.DEFAULT.channelTimeout());

  private final long created;

  /** When a subscriber asked last; negative if none has. */
  private long lastRequest = -1;

  /** When the check runs next. */
  private long due = ChannelLog.NEVER;

  private Cancellable timer = Cancellable.NOTHING;

  /** Whether listeners were told that the channel is there. */
  private boolean announced;

  /**
   * The lifetime of a channel that begins now.
   *
   * @param check what the channel does when the time has come; it calls {@link #checked} first
   */
  ChannelExpiry(Channels channels, Runnable check) {
    this.channels = channels;
    this.check = check;
    this.created = channels.now();
  }

  /** Returns true once: to the thread that notifies listeners of the new channel. */
  boolean announce() {
    boolean first = !announced;
    announced = true;
    return first;
  }

  /** A subscriber asked for the channel. */
  void requested() {
    renew();
    lastRequest = idleSince;
  }

  /** How long it has been since a subscriber asked; empty if none has. */
  Optional<Duration> sinceRequest() {
    return lastRequest < 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(channels.now() - lastRequest));
  }

  /** Returns the age of the channel. */
  Duration age() {
    return Duration.ofNanos(channels.now() - created);
  }

  /** Restarts the channel's idle time, since a request asked for the channel. */
  void renew() {
    idleSince = channels.now();
  }

  /** Restarts the channel's idle time and sets how long the channel stays when it is empty. */
  void renew(Duration timeout) {
    renew();
    idleNanos = Channels.nanos(timeout);
  }

  /**
   * Records the state after a change, and sets the timer if the next deadline precedes the one that
   * the timer is set for.
   *
   * @param empty whether the channel keeps no message and has no subscriber
   * @param nextExpiry when the first message expires
   */
  void update(boolean empty, long nextExpiry) {
    if (empty && !idle) {
      renew();
    }
    idle = empty;
    long next = idle ? idleEnd() : nextExpiry;
    if (next < due) {
      timer.cancel();
      due = next;
      timer = channels.at(next, check);
    }
  }

  /** The timer has run. */
  void checked() {
    due = ChannelLog.NEVER;
  }

  /** Whether the channel has been empty for its time. */
  boolean isOver() {
    return idle && channels.now() >= idleEnd();
  }

  void end() {
    timer.cancel();
  }

  private long idleEnd() {
    long end = idleSince + idleNanos;
    return end < 0 ? ChannelLog.NEVER : end;
  }
}
