package org.pushrelay.store.memory;

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
final class ForgottenChannels {
  private final int capacity;
  private final MessageIdSequence sequence;

  @GuardedBy("this")
  private final Map<ChannelId, MessageId> lastIds = new LinkedHashMap<>();

  @GuardedBy("this")
  private MessageId unknown;

  ForgottenChannels(int capacity, MessageIdSequence sequence) {
    this.capacity = capacity;
    this.sequence = sequence;
    this.unknown = sequence.beforeFirst();
  }

  /** Remembers the last id of a channel that goes. */
  synchronized void remember(ChannelId channel, MessageId lastId) {
    lastIds.remove(channel);
    lastIds.put(channel, lastId);
    if (lastIds.size() > capacity) {
      Map.Entry<ChannelId, MessageId> eldest = lastIds.entrySet().iterator().next();
      lastIds.remove(eldest.getKey());
      unknown = unknown.isBefore(eldest.getValue()) ? eldest.getValue() : unknown;
      // its name may come back, and must not be given this id or a lower one again
      sequence.atLeast(eldest.getValue().time() + 1);
    }
  }

  /** The last id of a channel that comes back; null if it is not known to have been here. */
  synchronized @Nullable MessageId recall(ChannelId channel) {
    return lastIds.remove(channel);
  }

  /** An id that is not below any id of a channel that is no longer known here. */
  synchronized MessageId unknown() {
    return unknown;
  }
}
