package org.pushrelay.store.memory;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.message.MessageId;

/**
 * The last ids of channels that are gone, so that a channel which comes back goes on above them,
 * and so that an old cursor can be told from one that has missed nothing. It remembers a bounded
 * number; of those that it no longer knows it keeps one id that is not below any of theirs. Safe
 * from any thread.
 */
final class RecentChannelIds {
  /** How long all remembered names may be together. */
  private static final long MAX_CHARACTERS = 2L << 20;

  private final int capacity;
  private final MessageIdSequence sequence;

  @GuardedBy("this")
  private final Map<ChannelId, MessageId> lastIds = new LinkedHashMap<>();

  @GuardedBy("this")
  private long characters;

  @GuardedBy("this")
  private MessageId unknown;

  RecentChannelIds(int capacity, MessageIdSequence sequence) {
    this.capacity = capacity;
    this.sequence = sequence;
    this.unknown = sequence.beforeFirst();
  }

  /** Remembers the last id of a channel that goes. */
  synchronized void remember(ChannelId channel, MessageId lastId) {
    recall(channel);
    lastIds.put(channel, lastId);
    characters += length(channel);
    while (lastIds.size() > capacity || characters > MAX_CHARACTERS) {
      forgetEldest();
    }
  }

  @GuardedBy("this")
  private void forgetEldest() {
    ChannelId eldest = lastIds.keySet().iterator().next();
    MessageId lastId = requireNonNull(recall(eldest), "the eldest");
    unknown = unknown.isBefore(lastId) ? lastId : unknown;
    // its name may come back, and must not be given this id or a lower one again
    sequence.atLeast(lastId.time() + 1);
  }

  /** The last id of a channel that comes back; null if it is not known to have been here. */
  synchronized @Nullable MessageId recall(ChannelId channel) {
    MessageId lastId = lastIds.remove(channel);
    if (lastId != null) {
      characters -= length(channel);
    }
    return lastId;
  }

  private static long length(ChannelId channel) {
    return (long) channel.group().length() + channel.name().length();
  }

  /** An id that is not below any id of a channel that is no longer known here. */
  synchronized MessageId unknown() {
    return unknown;
  }
}
