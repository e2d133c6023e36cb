package org.pushrelay.channel;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/** How much the channels of a group may be together. */
public final class GroupLimits {
  /** No limit at all. */
  public static final GroupLimits NONE = builder().build();

  private final long maxChannels;
  private final long maxSubscribers;
  private final long maxMessages;
  private final long maxMemory;
  private final long maxDisk;

  private GroupLimits(Builder builder) {
    this.maxChannels = builder.maxChannels;
    this.maxSubscribers = builder.maxSubscribers;
    this.maxMessages = builder.maxMessages;
    this.maxMemory = builder.maxMemory;
    this.maxDisk = builder.maxDisk;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.maxChannels = maxChannels;
    builder.maxSubscribers = maxSubscribers;
    builder.maxMessages = maxMessages;
    builder.maxMemory = maxMemory;
    builder.maxDisk = maxDisk;
    return builder;
  }

  /** Returns how many channels the group may have; 0 is no limit. */
  public long maxChannels() {
    return maxChannels;
  }

  /**
   * Returns how many subscribers may wait on the channels or follow them; one that follows several
   * channels counts on each; 0 is no limit.
   */
  public long maxSubscribers() {
    return maxSubscribers;
  }

  /** Returns how many messages the channels may keep; 0 is no limit. */
  public long maxMessages() {
    return maxMessages;
  }

  /**
   * Returns how many bytes of memory the kept messages may take, all that goes with them counted; 0
   * is no limit.
   */
  public long maxMemory() {
    return maxMemory;
  }

  /** Returns how many bytes of disk the kept messages may take; 0 is no limit. */
  public long maxDisk() {
    return maxDisk;
  }

  private List<Object> values() {
    return List.of(maxChannels, maxSubscribers, maxMessages, maxMemory, maxDisk);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupLimits that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "GroupLimits" + values();
  }

  /** Collects the settings of a {@link GroupLimits}. One thread at a time. */
  public static final class Builder {
    private long maxChannels = 0;
    private long maxSubscribers = 0;
    private long maxMessages = 0;
    private long maxMemory = 0;
    private long maxDisk = 0;

    private Builder() {}

    /**
     * Sets how many channels the group may have; 0, the default, is no limit (Nchan: {@code
     * nchan_group_max_channels}).
     */
    public Builder maxChannels(long value) {
      checkArgument(value >= 0, "maxChannels: %s (expected: >= 0)", value);
      maxChannels = value;
      return this;
    }

    /**
     * Sets how many subscribers may wait on the channels or follow them; one that follows several
     * channels counts on each; 0, the default, is no limit (Nchan: {@code
     * nchan_group_max_subscribers}).
     */
    public Builder maxSubscribers(long value) {
      checkArgument(value >= 0, "maxSubscribers: %s (expected: >= 0)", value);
      maxSubscribers = value;
      return this;
    }

    /**
     * Sets how many messages the channels may keep; 0, the default, is no limit (Nchan: {@code
     * nchan_group_max_messages}).
     */
    public Builder maxMessages(long value) {
      checkArgument(value >= 0, "maxMessages: %s (expected: >= 0)", value);
      maxMessages = value;
      return this;
    }

    /**
     * Sets how many bytes of memory the kept messages may take, all that goes with them counted; 0,
     * the default, is no limit (Nchan: {@code nchan_group_max_messages_memory}).
     */
    public Builder maxMemory(long value) {
      checkArgument(value >= 0, "maxMemory: %s (expected: >= 0)", value);
      maxMemory = value;
      return this;
    }

    /**
     * Sets how many bytes of disk the kept messages may take; 0, the default, is no limit (Nchan:
     * {@code nchan_group_max_messages_disk}).
     */
    public Builder maxDisk(long value) {
      checkArgument(value >= 0, "maxDisk: %s (expected: >= 0)", value);
      maxDisk = value;
      return this;
    }

    /** Returns the settings. */
    public GroupLimits build() {
      return new GroupLimits(this);
    }
  }
}
