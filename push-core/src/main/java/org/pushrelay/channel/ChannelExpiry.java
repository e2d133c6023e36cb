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
   * Whether nothing is kept and nobody waits; since when, or since when somebody last asked; and
   * how long it may be.
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

  /** True once: for who tells listeners that the channel is there. */
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

  /** How long the channel has been there. */
  Duration age() {
    return Duration.ofNanos(channels.now() - created);
  }

  /** Somebody asked for the channel: its time begins anew. */
  void renew() {
    idleSince = channels.now();
  }

  /** Somebody asked for the channel who wants it to stay for so long when it is empty. */
  void renew(Duration timeout) {
    renew();
    idleNanos = Channels.nanos(timeout);
  }

  /**
   * Takes note of how things are after a change, and sets the timer if something comes before what
   * it is set for.
   *
   * @param empty whether nothing is kept and nobody waits
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
