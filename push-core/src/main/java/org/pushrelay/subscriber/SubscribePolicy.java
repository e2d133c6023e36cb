package org.pushrelay.subscriber;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a subscriber waits. It comes with each call: a channel has no settings of its own.
 *
 * @param concurrency who may wait beside it
 * @param maxSubscribers how many may wait on the channel, this one included; 0 is no limit (NHPM:
 *     {@code push_max_channel_subscribers})
 * @param timeout how long it waits; zero is not at all, {@link #FOREVER} has no end (NHPM: {@code
 *     push_subscriber_timeout}, where 0 is for ever)
 * @param existingOnly whether the channel has to exist (NHPM: {@code
 *     push_authorized_channels_only})
 * @param channelTimeout how long the channel stays after this call when it is empty (NHPM: {@code
 *     push_channel_timeout})
 */
public record SubscribePolicy(
    SubscriberConcurrency concurrency,
    int maxSubscribers,
    Duration timeout,
    boolean existingOnly,
    Duration channelTimeout) {

  /** Longer than any wait. */
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** All may wait, for ever, and an empty channel stays for five seconds. */
  public static final SubscribePolicy DEFAULT =
      new SubscribePolicy(
          SubscriberConcurrency.BROADCAST, 0, FOREVER, false, Duration.ofSeconds(5));

  /** Checks the ranges. */
  public SubscribePolicy {
    requireNonNull(concurrency, "concurrency");
    checkArgument(maxSubscribers >= 0, "maxSubscribers: %s (expected: >= 0)", maxSubscribers);
    checkArgument(!timeout.isNegative(), "timeout: %s (expected: >= 0)", timeout);
    checkArgument(
        !channelTimeout.isNegative(), "channelTimeout: %s (expected: >= 0)", channelTimeout);
  }

  /** The same with another concurrency. */
  public SubscribePolicy withConcurrency(SubscriberConcurrency value) {
    return new SubscribePolicy(value, maxSubscribers, timeout, existingOnly, channelTimeout);
  }

  /** The same with another limit; 0 is none. */
  public SubscribePolicy withMaxSubscribers(int value) {
    return new SubscribePolicy(concurrency, value, timeout, existingOnly, channelTimeout);
  }

  /** The same with another wait; zero is not at all. */
  public SubscribePolicy withTimeout(Duration value) {
    return new SubscribePolicy(concurrency, maxSubscribers, value, existingOnly, channelTimeout);
  }

  /** The same, for channels that exist or for all. */
  public SubscribePolicy withExistingOnly(boolean value) {
    return new SubscribePolicy(concurrency, maxSubscribers, timeout, value, channelTimeout);
  }

  /** The same with another time that an empty channel stays. */
  public SubscribePolicy withChannelTimeout(Duration value) {
    return new SubscribePolicy(concurrency, maxSubscribers, timeout, existingOnly, value);
  }

  /** Whether it waits at all. */
  public boolean waits() {
    return !timeout.isZero();
  }
}
