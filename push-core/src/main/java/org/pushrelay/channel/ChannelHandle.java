package org.pushrelay.channel;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.Addressed;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.subscriber.Subscription;

/**
 * A channel by its name: finds the live one for each call, and makes it where the call needs one.
 * No channel is made for a call that comes while the relay shuts down; the live channel looks
 * again, under its lock.
 */
record ChannelHandle(ChannelId id, Channels channels) implements Channel {

  ChannelHandle {
    requireNonNull(id, "id");
  }

  @Override
  public CompletableFuture<PublishResult> publish(MessageDraft draft) {
    requireNonNull(draft, "draft");
    return future(
        () -> {
          PublishResult result = accept(draft);
          if (result instanceof PublishResult.Refused reason) {
            channels.refused(id, reason);
          }
          return result;
        });
  }

  private PublishResult accept(MessageDraft draft) {
    if (channels.isDraining()) {
      return PublishResult.Refused.DRAINING;
    }
    PublishResult result = onLiveChannel(false, null, live -> live.publish(draft));
    return result == null ? channels.refusal(id) : result;
  }

  @Override
  public Subscription subscribe(Cursor cursor, SubscribePolicy policy, Subscriber subscriber) {
    requireNonNull(cursor, "cursor");
    requireNonNull(subscriber, "subscriber");
    if (channels.isDraining()) {
      return refuse(subscriber, EndReason.DRAINING);
    }
    Cursor from = channels.checkedCursor(cursor);
    return channels.listeners().after(() -> enter(from, policy, subscriber));
  }

  private Subscription enter(Cursor cursor, SubscribePolicy policy, Subscriber subscriber) {
    Subscription subscription =
        onLiveChannel(
            policy.existingOnly(), subscriber, live -> live.subscribe(cursor, policy, subscriber));
    if (subscription != null) {
      return subscription;
    }
    return refuse(
        subscriber, policy.existingOnly() ? EndReason.NO_SUCH_CHANNEL : channels.noChannel(id));
  }

  private Subscription refuse(Subscriber subscriber, EndReason reason) {
    NotificationTrampoline.run(() -> Waiter.end(subscriber, id, channels, reason));
    return Subscription.ENDED;
  }

  @Override
  public Flow.Publisher<Delivery> messages(Cursor cursor) {
    requireNonNull(cursor, "cursor");
    return subscriber ->
        new MessageFlow(
                requireNonNull(subscriber, "subscriber"), this, channels.checkedCursor(cursor))
            .start();
  }

  @Override
  public StreamSubscription stream(
      Cursor cursor, SubscribePolicy policy, StreamPolicy stream, StreamSubscriber subscriber) {
    return channels.stream(List.of(id), cursor, policy, stream, subscriber);
  }

  @Override
  public CompletableFuture<Optional<ChannelInfo>> create(Duration timeout) {
    requireNonNull(timeout, "timeout");
    return future(
        () ->
            channels.isDraining()
                ? Optional.empty()
                : Optional.ofNullable(onLiveChannel(false, null, live -> live.create(timeout))));
  }

  @Override
  public CompletableFuture<Optional<ChannelInfo>> info() {
    return future(() -> Optional.ofNullable(onLiveChannel(true, null, LiveChannel::info)));
  }

  @Override
  public CompletableFuture<Optional<ChannelInfo>> delete() {
    return future(() -> Optional.ofNullable(onLiveChannel(true, null, LiveChannel::delete)));
  }

  private <T> CompletableFuture<T> future(Supplier<T> response) {
    try {
      return CompletableFuture.completedFuture(channels.listeners().after(response));
    } catch (StoreException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void received(Message message) {
    LiveChannel live = channels.existing(id);
    if (live != null) {
      live.received(message);
    }
  }

  /**
   * Asks the live channel, and the next one of the name if that is gone.
   *
   * @param subscriber asks by subscribing; null for a publisher
   * @return the response; null if there is no channel, and none was to be made or there is no room
   *     for it
   */
  <T> @Nullable T onLiveChannel(
      boolean existingOnly,
      @Nullable Addressed subscriber,
      Function<LiveChannel, @Nullable T> question) {
    while (true) {
      LiveChannel live =
          existingOnly ? channels.existing(id) : channels.existingOrNew(id, subscriber);
      if (live == null) {
        return null;
      }
      T response = carryOut(question, live);
      if (response != null) {
        return response;
      }
      channels.forget(live);
    }
  }

  private static <T> @Nullable T carryOut(
      Function<LiveChannel, @Nullable T> question, LiveChannel live) {
    try {
      return question.apply(live);
    } catch (RuntimeException | Error e) {
      live.callFailed();
      throw e;
    }
  }
}
