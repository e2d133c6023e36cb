package org.pushrelay.message;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * How a publisher wants its messages kept. It travels with each message: a channel has no settings
 * of its own.
 *
 * @param maxMessages how many messages the channel keeps once this one is in; the oldest go first.
 *     0 keeps none: the message reaches those who wait, and nobody else (NHPM: {@code
 *     push_max_message_buffer_length}, and {@code push_store_messages off} for 0)
 * @param minMessages how many messages {@code deleteOldestReceived} leaves (NHPM: {@code
 *     push_min_message_buffer_length})
 * @param deleteOldestReceived whether this message goes once a long-poll (for one channel and one
 *     message) has received it while it was the oldest and more than {@code minMessages} were there
 *     (NHPM: {@code push_delete_oldest_received_message})
 * @param timeout how long the message is kept; zero is for ever (NHPM: {@code
 *     push_message_timeout})
 * @param channelTimeout how long the channel stays after this call when it is empty (NHPM: {@code
 *     push_channel_timeout})
 */
public record BufferPolicy(
    int maxMessages,
    int minMessages,
    boolean deleteOldestReceived,
    Duration timeout,
    Duration channelTimeout) {
  /**
   * NHPM's defaults: the last 10 messages, each for an hour; an empty channel stays for five
   * seconds.
   */
  public static final BufferPolicy DEFAULT =
      new BufferPolicy(10, 1, false, Duration.ofHours(1), Duration.ofSeconds(5));

  /** Keeps nothing (NHPM: {@code push_store_messages off}). */
  public static final BufferPolicy OFF = DEFAULT.withMaxMessages(0);

  /** Checks the ranges, and that the minimum is not above the maximum. */
  public BufferPolicy {
    checkArgument(minMessages >= 0, "minMessages: %s (expected: >= 0)", minMessages);
    checkArgument(
        maxMessages >= minMessages,
        "maxMessages: %s (expected: >= minMessages, %s)",
        maxMessages,
        minMessages);
    checkArgument(!timeout.isNegative(), "timeout: %s (expected: >= 0)", timeout);
    checkArgument(
        !channelTimeout.isNegative(), "channelTimeout: %s (expected: >= 0)", channelTimeout);
  }

  /** The same with another length, and the minimum lowered to it where it was above. */
  public BufferPolicy withMaxMessages(int length) {
    return new BufferPolicy(
        length, Math.min(minMessages, length), deleteOldestReceived, timeout, channelTimeout);
  }

  /** The same with another lifetime; zero is for ever. */
  public BufferPolicy withTimeout(Duration lifetime) {
    return new BufferPolicy(
        maxMessages, minMessages, deleteOldestReceived, lifetime, channelTimeout);
  }

  /** The same with another time that an empty channel stays. */
  public BufferPolicy withChannelTimeout(Duration value) {
    return new BufferPolicy(maxMessages, minMessages, deleteOldestReceived, timeout, value);
  }

  /** The same, deleting what was received while the channel keeps more than this many messages. */
  public BufferPolicy deletingOldestReceivedAbove(int minimum) {
    return new BufferPolicy(maxMessages, minimum, true, timeout, channelTimeout);
  }

  /** Whether messages are kept at all. */
  public boolean keeps() {
    return maxMessages > 0;
  }
}
