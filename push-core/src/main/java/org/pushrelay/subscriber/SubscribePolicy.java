package org.pushrelay.subscriber;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * How a subscriber waits for messages. The policy comes with each call: a channel has no settings
 * of its own.
 */
public final class SubscribePolicy {
  /** Longer than any wait. */
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** All defaults: every subscriber waits for 30 seconds; an empty channel stays for 5 seconds. */
  public static final SubscribePolicy DEFAULT = builder().build();

  /** All defaults, except that the wait has no end. */
  public static final SubscribePolicy NO_TIMEOUT = builder().timeout(FOREVER).build();

  private final SubscriberConcurrency concurrency;
  private final int maxSubscribers;
  private final Duration timeout;
  private final boolean existingOnly;
  private final Duration channelTimeout;

  private SubscribePolicy(Builder builder) {
    this.concurrency = builder.concurrency;
    this.maxSubscribers = builder.maxSubscribers;
    this.timeout = builder.timeout;
    this.existingOnly = builder.existingOnly;
    this.channelTimeout = builder.channelTimeout;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.concurrency = concurrency;
    builder.maxSubscribers = maxSubscribers;
    builder.timeout = timeout;
    builder.existingOnly = existingOnly;
    builder.channelTimeout = channelTimeout;
    return builder;
  }

  /** Returns which subscribers may wait on one channel at a time. */
  public SubscriberConcurrency concurrency() {
    return concurrency;
  }

  /** Returns how many subscribers may wait on the channel; 0 is no limit. */
  public int maxSubscribers() {
    return maxSubscribers;
  }

  /** Returns how long the subscriber waits; zero is not at all, {@link #FOREVER} has no end. */
  public Duration timeout() {
    return timeout;
  }

  /** Returns whether the channel has to exist. */
  public boolean existingOnly() {
    return existingOnly;
  }

  /** Returns how long the channel stays after this call while it is empty. */
  public Duration channelTimeout() {
    return channelTimeout;
  }

  /** Returns whether the subscriber waits at all. */
  public boolean waits() {
    return !timeout.isZero();
  }

  private List<Object> values() {
    return List.of(concurrency, maxSubscribers, timeout, existingOnly, channelTimeout);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubscribePolicy that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "SubscribePolicy" + values();
  }

  /** Collects the settings of a {@link SubscribePolicy}. One thread at a time. */
  public static final class Builder {
    private SubscriberConcurrency concurrency = SubscriberConcurrency.BROADCAST;
    private int maxSubscribers = 0;
    private Duration timeout = Duration.ofSeconds(30);
    private boolean existingOnly;
    private Duration channelTimeout = Duration.ofSeconds(5);

    private Builder() {}

    /**
     * Sets which subscribers may wait on one channel at a time; all of them by default (NHPM:
     * {@code push_subscriber_concurrency}).
     */
    public Builder concurrency(SubscriberConcurrency value) {
      concurrency = requireNonNull(value, "concurrency");
      return this;
    }

    /**
     * Sets how many subscribers may wait on the channel, this one included; 0, the default, is no
     * limit (NHPM: {@code push_max_channel_subscribers}).
     */
    public Builder maxSubscribers(int value) {
      checkArgument(value >= 0, "maxSubscribers: %s (expected: >= 0)", value);
      maxSubscribers = value;
      return this;
    }

    /**
     * Sets how long the subscriber waits; 30 seconds by default. Zero is not at all, {@link
     * #FOREVER} has no end (NHPM: {@code push_subscriber_timeout}, where 0 has no end).
     */
    public Builder timeout(Duration value) {
      checkArgument(!value.isNegative(), "timeout: %s (expected: >= 0)", value);
      timeout = requireNonNull(value, "timeout");
      return this;
    }

    /**
     * Sets whether the channel has to exist; it need not by default (NHPM: {@code
     * push_authorized_channels_only}).
     */
    public Builder existingOnly(boolean value) {
      existingOnly = value;
      return this;
    }

    /**
     * Sets how long the channel stays after this call while it is empty; 5 seconds by default
     * (NHPM: {@code push_channel_timeout}).
     */
    public Builder channelTimeout(Duration value) {
      checkArgument(!value.isNegative(), "channelTimeout: %s (expected: >= 0)", value);
      channelTimeout = requireNonNull(value, "channelTimeout");
      return this;
    }

    /** Returns the settings. */
    public SubscribePolicy build() {
      return new SubscribePolicy(this);
    }
  }
}
