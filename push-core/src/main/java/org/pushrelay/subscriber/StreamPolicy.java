package org.pushrelay.subscriber;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/** How a streaming subscription is treated, beside its {@link SubscribePolicy}. */
public final class StreamPolicy {
  /** All defaults: the end at 10,000 messages or 1 MiB behind, a heartbeat after 20 seconds. */
  public static final StreamPolicy DEFAULT = builder().build();

  /** All defaults, except that there are no heartbeats. */
  public static final StreamPolicy NO_HEARTBEAT = builder().heartbeat(Duration.ZERO).build();

  private final int maxLagMessages;
  private final long maxLagBytes;
  private final OnLag onLag;
  private final Duration heartbeat;
  private final boolean endsWithOneChannel;

  private StreamPolicy(Builder builder) {
    this.maxLagMessages = builder.maxLagMessages;
    this.maxLagBytes = builder.maxLagBytes;
    this.onLag = builder.onLag;
    this.heartbeat = builder.heartbeat;
    this.endsWithOneChannel = builder.endsWithOneChannel;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.maxLagMessages = maxLagMessages;
    builder.maxLagBytes = maxLagBytes;
    builder.onLag = onLag;
    builder.heartbeat = heartbeat;
    builder.endsWithOneChannel = endsWithOneChannel;
    return builder;
  }

  /**
   * Returns how many messages that the channel no longer keeps may be kept for this subscriber
   * alone.
   */
  public int maxLagMessages() {
    return maxLagMessages;
  }

  /**
   * Returns how many bytes of bodies the messages may have that are kept for this subscriber alone,
   * if there are several.
   */
  public long maxLagBytes() {
    return maxLagBytes;
  }

  /** Returns what happens to a subscriber that is farther behind. */
  public OnLag onLag() {
    return onLag;
  }

  /** Returns after which silence the subscriber gets a heartbeat; zero is never. */
  public Duration heartbeat() {
    return heartbeat;
  }

  /** Returns whether a subscription to several channels ends when one of them is deleted. */
  public boolean endsWithOneChannel() {
    return endsWithOneChannel;
  }

  private List<Object> values() {
    return List.of(maxLagMessages, maxLagBytes, onLag, heartbeat, endsWithOneChannel);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamPolicy that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "StreamPolicy" + values();
  }

  /** What happens to a subscriber that does not keep up. */
  public enum OnLag {
    /** Its subscription ends ({@link EndReason#TOO_SLOW}); it can come back to where it stopped. */
    END,
    /** It goes on with the newest message, and is told of the gap. */
    SKIP
  }

  /** Collects the settings of a {@link StreamPolicy}. One thread at a time. */
  public static final class Builder {
    private int maxLagMessages = 10_000;
    private long maxLagBytes = 1L << 20;
    private OnLag onLag = OnLag.END;
    private Duration heartbeat = Duration.ofSeconds(20);
    private boolean endsWithOneChannel;

    private Builder() {}

    /**
     * Sets what happens to a subscriber that is farther behind than {@link #maxLag} allows; its
     * subscription ends by default.
     */
    public Builder onLag(OnLag value) {
      onLag = requireNonNull(value, "onLag");
      return this;
    }

    /**
     * Sets after which silence the subscriber gets a heartbeat; 20 seconds by default, zero is
     * never.
     */
    public Builder heartbeat(Duration value) {
      checkArgument(!value.isNegative(), "heartbeat: %s (expected: >= 0)", value);
      heartbeat = requireNonNull(value, "heartbeat");
      return this;
    }

    /**
     * Sets whether a subscription to several channels ends when one of them is deleted, as with
     * Nchan; by default it ends with the last one.
     */
    public Builder endsWithOneChannel(boolean value) {
      endsWithOneChannel = value;
      return this;
    }

    /**
     * Sets how far the subscriber may be behind, on each of its channels: by how many messages that
     * the channel no longer keeps (10,000 by default), and by how many bytes of their bodies if
     * there are several (1 MiB by default).
     */
    public Builder maxLag(int messages, long bytes) {
      checkArgument(messages > 0, "maxLagMessages: %s (expected: > 0)", messages);
      checkArgument(bytes > 0, "maxLagBytes: %s (expected: > 0)", bytes);
      maxLagMessages = messages;
      maxLagBytes = bytes;
      return this;
    }

    /** Returns the settings. */
    public StreamPolicy build() {
      return new StreamPolicy(this);
    }
  }
}
