package org.pushrelay.channel;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How much the channels of a group may be together. 0 is no limit, everywhere.
 *
 * @param maxChannels how many channels (Nchan: {@code nchan_group_max_channels})
 * @param maxSubscribers how many who wait on them or follow them; one that follows several channels
 *     counts on each (Nchan: {@code nchan_group_max_subscribers})
 * @param maxMessages how many kept messages (Nchan: {@code nchan_group_max_messages})
 * @param maxMemory how many bytes of memory for them, all that goes with them counted (Nchan:
 *     {@code nchan_group_max_messages_memory})
 * @param maxDisk how many bytes of disk for them (Nchan: {@code nchan_group_max_messages_disk})
 */
public record GroupLimits(
    long maxChannels, long maxSubscribers, long maxMessages, long maxMemory, long maxDisk) {
  /** No limit at all. */
  public static final GroupLimits NONE = new GroupLimits(0, 0, 0, 0, 0);

  /** Checks that nothing is negative. */
  public GroupLimits {
    check("maxChannels", maxChannels);
    check("maxSubscribers", maxSubscribers);
    check("maxMessages", maxMessages);
    check("maxMemory", maxMemory);
    check("maxDisk", maxDisk);
  }

  private static void check(String name, long value) {
    checkArgument(value >= 0, "%s: %s (expected: >= 0)", name, value);
  }

  /** The same with another number of channels; 0 is no limit. */
  public GroupLimits withMaxChannels(long value) {
    return new GroupLimits(value, maxSubscribers, maxMessages, maxMemory, maxDisk);
  }

  /** The same with another number of subscribers; 0 is no limit. */
  public GroupLimits withMaxSubscribers(long value) {
    return new GroupLimits(maxChannels, value, maxMessages, maxMemory, maxDisk);
  }

  /** The same with another number of messages; 0 is no limit. */
  public GroupLimits withMaxMessages(long value) {
    return new GroupLimits(maxChannels, maxSubscribers, value, maxMemory, maxDisk);
  }

  /** The same with another number of bytes in memory; 0 is no limit. */
  public GroupLimits withMaxMemory(long bytes) {
    return new GroupLimits(maxChannels, maxSubscribers, maxMessages, bytes, maxDisk);
  }

  /** The same with another number of bytes on disk; 0 is no limit. */
  public GroupLimits withMaxDisk(long bytes) {
    return new GroupLimits(maxChannels, maxSubscribers, maxMessages, maxMemory, bytes);
  }
}
