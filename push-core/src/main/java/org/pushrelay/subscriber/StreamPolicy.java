package org.pushrelay.subscriber;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How somebody who stays is treated beyond its {@link SubscribePolicy}.
 *
 * @param maxLagMessages how many messages may be kept for its sake alone, which the channel no
 *     longer keeps
 * @param maxLagBytes how many bytes of bodies those may have, if there are several. Both hold for
 *     each channel of a stream
 * @param onLag what happens to one that is farther behind
 * @param heartbeat how often it is told that the relay is there; zero is never
 * @param endsWithOneChannel whether a subscription to several channels ends when one of them is
 *     deleted (as Nchan has it), or when the last one is
 */
public record StreamPolicy(
    int maxLagMessages,
    long maxLagBytes,
    OnLag onLag,
    Duration heartbeat,
    boolean endsWithOneChannel) {

  /** What happens to a subscriber that does not keep up. */
  public enum OnLag {
    /** Its subscription ends ({@link EndReason#TOO_SLOW}); it can come back to where it stopped. */
    END,
    /** It goes on with the newest message, and is told of the gap. */
    SKIP
  }

  /** Ten thousand messages or a MiB behind is the end; no heartbeats. */
  public static final StreamPolicy DEFAULT =
      new StreamPolicy(10_000, 1L << 20, OnLag.END, Duration.ZERO, false);

  /** Checks the ranges. */
  public StreamPolicy {
    checkArgument(maxLagMessages > 0, "maxLagMessages: %s (expected: > 0)", maxLagMessages);
    checkArgument(maxLagBytes > 0, "maxLagBytes: %s (expected: > 0)", maxLagBytes);
    requireNonNull(onLag, "onLag");
    checkArgument(!heartbeat.isNegative(), "heartbeat: %s (expected: >= 0)", heartbeat);
  }

  /** The same with other limits. */
  public StreamPolicy withMaxLag(int messages, long bytes) {
    return new StreamPolicy(messages, bytes, onLag, heartbeat, endsWithOneChannel);
  }

  /** The same with another treatment of those who do not keep up. */
  public StreamPolicy withOnLag(OnLag value) {
    return new StreamPolicy(maxLagMessages, maxLagBytes, value, heartbeat, endsWithOneChannel);
  }

  /** The same with another heartbeat; zero is none. */
  public StreamPolicy withHeartbeat(Duration value) {
    return new StreamPolicy(maxLagMessages, maxLagBytes, onLag, value, endsWithOneChannel);
  }

  /** The same, ending with the first channel that is deleted, or with the last one. */
  public StreamPolicy withEndsWithOneChannel(boolean value) {
    return new StreamPolicy(maxLagMessages, maxLagBytes, onLag, heartbeat, value);
  }
}
