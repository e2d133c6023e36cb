package org.pushrelay.message;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * How a publisher wants its messages kept. The policy travels with each message: a channel has no
 * settings of its own. The defaults are those of NHPM.
 */
public final class BufferPolicy {
  /** All defaults: the last 10 messages, each for an hour; an empty channel stays for 5 seconds. */
  public static final BufferPolicy DEFAULT = builder().build();

  /** Keeps nothing (NHPM: {@code push_store_messages off}). */
  public static final BufferPolicy OFF = builder().maxMessages(0).build();

  private final int maxMessages;
  private final int minMessages;
  private final boolean deleteOldestReceived;
  private final Duration timeout;
  private final Duration channelTimeout;

  private BufferPolicy(Builder builder) {
    this.maxMessages = builder.maxMessages;
    this.minMessages = builder.minMessages;
    this.deleteOldestReceived = builder.deleteOldestReceived;
    this.timeout = builder.timeout;
    this.channelTimeout = builder.channelTimeout;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.maxMessages = maxMessages;
    builder.minMessages = minMessages;
    builder.deleteOldestReceived = deleteOldestReceived;
    builder.timeout = timeout;
    builder.channelTimeout = channelTimeout;
    return builder;
  }

  /**
   * Returns how many messages the channel keeps once this one is in; the oldest go first. With 0
   * the message reaches only the subscribers that wait for it.
   */
  public int maxMessages() {
    return maxMessages;
  }

  /** Returns how many messages {@link #deleteOldestReceived} leaves. */
  public int minMessages() {
    return minMessages;
  }

  /**
   * Returns whether the message is deleted once a long-poll has received it as the oldest of more
   * than {@link #minMessages}.
   */
  public boolean deleteOldestReceived() {
    return deleteOldestReceived;
  }

  /** Returns how long the message is kept; zero has no end. */
  public Duration timeout() {
    return timeout;
  }

  /** Returns how long the channel stays after this call while it is empty. */
  public Duration channelTimeout() {
    return channelTimeout;
  }

  /** Returns whether messages are kept at all. */
  public boolean keeps() {
    return maxMessages > 0;
  }

  private List<Object> values() {
    return List.of(maxMessages, minMessages, deleteOldestReceived, timeout, channelTimeout);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BufferPolicy that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "BufferPolicy" + values();
  }

  /** Collects the settings of a {@link BufferPolicy}. One thread at a time. */
  public static final class Builder {
    private int maxMessages = 10;
    private int minMessages = 1;
    private boolean deleteOldestReceived;
    private Duration timeout = Duration.ofHours(1);
    private Duration channelTimeout = Duration.ofSeconds(5);

    private Builder() {}

    /**
     * Sets how many messages the channel keeps once this one is in, and lowers {@link #minMessages}
     * to it where that is higher. The oldest messages go first; 10 stay by default. With 0 the
     * message reaches only the subscribers that wait for it (NHPM: {@code
     * push_max_message_buffer_length}, and {@code push_store_messages off} for 0).
     */
    public Builder maxMessages(int value) {
      checkArgument(value >= 0, "maxMessages: %s (expected: >= 0)", value);
      minMessages = Math.min(minMessages, value);
      maxMessages = value;
      return this;
    }

    /**
     * Sets how many messages {@link #deleteOldestReceived} leaves; 1 by default, and no more than
     * {@link #maxMessages} (NHPM: {@code push_min_message_buffer_length}).
     */
    public Builder minMessages(int value) {
      checkArgument(value >= 0, "minMessages: %s (expected: >= 0)", value);
      minMessages = value;
      return this;
    }

    /**
     * Sets whether the message is deleted once a long-poll (for one channel and one message) has
     * received it as the oldest of more than {@link #minMessages}; it stays by default (NHPM:
     * {@code push_delete_oldest_received_message}).
     */
    public Builder deleteOldestReceived(boolean value) {
      deleteOldestReceived = value;
      return this;
    }

    /**
     * Sets how long the message is kept; an hour by default, zero has no end (NHPM: {@code
     * push_message_timeout}).
     */
    public Builder timeout(Duration value) {
      checkArgument(!value.isNegative(), "timeout: %s (expected: >= 0)", value);
      timeout = requireNonNull(value, "timeout");
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
    public BufferPolicy build() {
      checkArgument(
          maxMessages >= minMessages,
          "maxMessages: %s (expected: >= minMessages, %s)",
          maxMessages,
          minMessages);
      return new BufferPolicy(this);
    }
  }
}
