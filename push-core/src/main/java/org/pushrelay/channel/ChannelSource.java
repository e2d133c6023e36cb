package org.pushrelay.channel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.SubscribePolicy;

/** One of the channels that a {@link StreamSession} reads. */
final class ChannelSource extends ChannelFollower {
  private final StreamSession stream;
  private final ChannelHandle channel;
  private volatile @Nullable LiveChannel live;
  private @Nullable LogReader reader;

  private volatile boolean deleted;

  ChannelSource(StreamSession stream, ChannelHandle channel) {
    this.stream = stream;
    this.channel = channel;
  }

  /**
   * Begins to follow.
   *
   * @return why it may not; null if it may
   */
  @Nullable EndReason open(Cursor cursor, SubscribePolicy policy) {
    Admission admission =
        channel.onLiveChannel(
            policy.existingOnly(),
            stream.subscriber(),
            candidate -> {
              live = candidate;
              return candidate.follow(cursor, policy, Optional.of(policy.channelTimeout()), this);
            });
    if (admission == null) {
      return policy.existingOnly() ? EndReason.NO_SUCH_CHANNEL : channel.channels().noChannel(id());
    }
    if (admission instanceof Admission.Refused refused) {
      return refused.reason();
    }
    if (admission instanceof Admission.Admitted admitted) {
      reader = admitted.place();
    }
    return null;
  }

  /**
   * Returns a source that follows the channel that now has the name, and continues at the position
   * of this one; null if there is no such channel, or it refuses the subscriber.
   */
  @Nullable ChannelSource again(SubscribePolicy policy) {
    if (reader == null) {
      return null;
    }
    ChannelSource next = new ChannelSource(stream, channel);
    LiveChannel making = channel.channels().find(id());
    if (making != null) {
      // it may come into being by a message that has been stamped already
      making.settle();
    }
    return next.open(Cursor.after(reader.behind()), policy) == null ? next : null;
  }

  ChannelId id() {
    return channel.id();
  }

  void leave() {
    LiveChannel followed = live;
    if (followed != null) {
      followed.unfollow(this);
    }
  }

  /** Lets go of the messages that the place holds; called by who reads. */
  void close() {
    reader = null;
  }

  Optional<Delivery> next() {
    return reader == null ? Optional.empty() : reader.next();
  }

  Optional<Message> peek() {
    return reader == null ? Optional.empty() : reader.peek();
  }

  Optional<MessageId> takeGapBefore(long second) {
    return reader == null ? Optional.empty() : reader.takeGapBefore(second);
  }

  /**
   * After this, {@link #peek} sees all that was being appended when it was called.
   *
   * @return whether the channel is still there
   */
  boolean settle() {
    LiveChannel followed = live;
    return followed == null || followed.settle();
  }

  /** Whether it was told that the channel was deleted. */
  boolean isDeleted() {
    return deleted;
  }

  boolean lags(StreamPolicy policy) {
    return reader != null && reader.lagsBehind(policy.maxLagMessages(), policy.maxLagBytes());
  }

  void skipToNewest() {
    if (reader != null) {
      reader.skipToNewest();
    }
  }

  @Override
  Loop loop() {
    return stream.loop();
  }

  @Override
  void wake() {
    stream.poll();
  }

  @Override
  String kind() {
    return stream.kind();
  }

  @Override
  void end(EndReason reason) {
    channel.channels().listeners().left(id(), kind());
    deleted = reason == EndReason.CHANNEL_DELETED;
    stream.sourceEnded(reason);
  }
}
