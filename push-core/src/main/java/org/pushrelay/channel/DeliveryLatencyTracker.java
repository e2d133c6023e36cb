package org.pushrelay.channel;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageId;

/**
 * When the latest messages of a relay were published. Each message has the slot that its id hashes
 * to: a later message of the same slot replaces it, and its deliveries are not timed any more. Safe
 * from any thread, without a lock.
 */
final class DeliveryLatencyTracker {
  /** A power of two. */
  private static final int SLOTS = 8192;

  private final AtomicReferenceArray<@Nullable Publication> publications =
      new AtomicReferenceArray<>(SLOTS);

  private record Publication(ChannelId channel, MessageId message, long nanos) {
    boolean is(ChannelId otherChannel, MessageId otherMessage) {
      return message.equals(otherMessage) && channel.equals(otherChannel);
    }
  }

  /** Remembers when a message was published. */
  void put(ChannelId channel, MessageId message, long nanos) {
    publications.set(slot(channel, message), new Publication(channel, message, nanos));
  }

  /** Returns the nanoseconds from a publish until a time; empty if the publish is not known. */
  OptionalLong since(ChannelId channel, MessageId message, long nanos) {
    Publication publication = publications.get(slot(channel, message));
    return publication != null && publication.is(channel, message)
        ? OptionalLong.of(nanos - publication.nanos())
        : OptionalLong.empty();
  }

  private static int slot(ChannelId channel, MessageId message) {
    int hash = 31 * channel.hashCode() + message.hashCode();
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }
}
