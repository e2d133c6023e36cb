package org.pushrelay.channel;

import java.util.OptionalLong;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.EndReason;

/**
 * Something that happened on a channel. The events of one thread come in order, after the
 * subscribers that this thread has to tell. Of two events of different threads, either may come
 * first: a subscriber that is told on a loop of its own may have been sent a message ({@link
 * SubscriberSent}) before the event {@link Published} of that message.
 */
public sealed interface ChannelEvent {

  /** Where it happened. */
  ChannelId channel();

  /** The channel came into being. */
  record Created(ChannelId channel) implements ChannelEvent {}

  /**
   * The channel is gone.
   *
   * @param expired whether it was empty for its timeout; otherwise a request or the application
   *     deleted it
   */
  record Deleted(ChannelId channel, boolean expired) implements ChannelEvent {}

  /**
   * A message was published.
   *
   * @param message the id it was given
   * @param delivered whether a subscriber was there that gets it now
   */
  record Published(ChannelId channel, MessageId message, boolean delivered)
      implements ChannelEvent {}

  /**
   * A message was refused, and neither kept nor delivered.
   *
   * @param reason why
   */
  record PublishRefused(ChannelId channel, PublishResult.Refused reason) implements ChannelEvent {}

  /**
   * A subscriber begins to wait or to follow. A subscriber that finds a message at once and leaves
   * with it does not join.
   *
   * @param kind how it subscribes, as {@code longpoll}
   */
  record SubscriberJoined(ChannelId channel, String kind) implements ChannelEvent {}

  /**
   * A subscriber that had joined has left, for whatever reason.
   *
   * @param kind how it subscribed
   */
  record SubscriberLeft(ChannelId channel, String kind) implements ChannelEvent {}

  /**
   * A message was handed to a subscriber.
   *
   * @param kind how it subscribes
   * @param message the message
   * @param latencyNanos the nanoseconds from the publish until the subscriber was handed the
   *     message, however late listeners are notified; empty if the relay does not know any more
   *     when the message was published
   */
  record SubscriberSent(
      ChannelId channel, String kind, MessageId message, OptionalLong latencyNanos)
      implements ChannelEvent {}

  /**
   * A subscriber was refused or sent away, or waited in vain; its own leaving is no such end.
   *
   * @param channel of several, the first one
   * @param kind how it subscribes
   * @param reason why
   */
  record SubscriberEnded(ChannelId channel, String kind, EndReason reason)
      implements ChannelEvent {}
}
