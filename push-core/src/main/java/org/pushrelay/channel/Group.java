package org.pushrelay.channel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * What the channels of one group have together. Room is taken before it is used, by a step that
 * looks at the limit and counts: so no race leads above a limit. Safe from any thread; nothing else
 * is locked under its lock.
 */
final class Group {
  final String name;

  @GuardedBy("this")
  private GroupLimits limits;

  /** Channels, and those that are about to be. A group in use is not forgotten. */
  @GuardedBy("this")
  private int users;

  @GuardedBy("this")
  private long channels;

  @GuardedBy("this")
  private long subscribers;

  @GuardedBy("this")
  private StorageUsage stored = StorageUsage.NOTHING;

  Group(String name, GroupLimits limits) {
    this.name = name;
    this.limits = limits;
  }

  synchronized void use() {
    users++;
  }

  /** True if that was the last one. */
  synchronized boolean leave() {
    users--;
    return users == 0;
  }

  synchronized void limit(GroupLimits value) {
    limits = value;
  }

  synchronized GroupInfo info() {
    return new GroupInfo(channels, subscribers, stored, limits);
  }

  synchronized boolean isFull() {
    return exceeds(channels, 1, limits.maxChannels());
  }

  /** Counts one more channel, if it may be. */
  synchronized boolean takeChannel() {
    if (isFull()) {
      return false;
    }
    channels++;
    return true;
  }

  /** Counts a channel that exists, or ceases to. */
  synchronized void changeChannels(int more) {
    channels += more;
  }

  /** Counts more subscribers, if they may be. */
  synchronized boolean takeSubscribers(int more) {
    if (exceeds(subscribers, more, limits.maxSubscribers())) {
      return false;
    }
    subscribers += more;
    return true;
  }

  /**
   * Counts what a message adds to the channel that it is for, if it may be.
   *
   * @return why it may not; null if it may
   */
  synchronized PublishResult.@Nullable Refused take(StorageUsage more) {
    if (exceeds(stored.messages(), more.messages(), limits.maxMessages())) {
      return PublishResult.Refused.GROUP_MESSAGES;
    }
    if (exceeds(stored.memory(), more.memory(), limits.maxMemory())) {
      return PublishResult.Refused.GROUP_MEMORY;
    }
    if (exceeds(stored.disk(), more.disk(), limits.maxDisk())) {
      return PublishResult.Refused.GROUP_DISK;
    }
    stored = stored.plus(more);
    return null;
  }

  /** Counts what has become of a channel, without regard to limits. */
  synchronized void change(int moreSubscribers, StorageUsage more) {
    subscribers += moreSubscribers;
    stored = stored.plus(more);
  }

  /** What does not grow exceeds nothing: limits may have been lowered below what is there. */
  private static boolean exceeds(long present, long more, long limit) {
    return limit > 0 && more > 0 && more > limit - present;
  }
}
