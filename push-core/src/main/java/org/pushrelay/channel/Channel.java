package org.pushrelay.channel;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.subscriber.Subscription;

/**
 * A named log of messages, with the subscribers that wait at its end. This is a handle by name: the
 * channel is created by the first publish or subscription, and deleted when it has been empty for
 * its timeout; the handle stays valid. Safe from any thread; no method blocks.
 */
public interface Channel {

  /** What it is called. */
  ChannelId id();

  /**
   * Appends a message and gives it to all who wait.
   *
   * @return how it went; in memory it is there at once. It fails with a {@link StoreException} if
   *     the store is broken: then the message is not kept
   */
  CompletableFuture<PublishResult> publish(MessageDraft draft);

  /**
   * Publishes a text as {@code text/plain; charset=utf-8}, kept by {@link
   * org.pushrelay.message.BufferPolicy#DEFAULT}.
   *
   * @return the result, as for {@link #publish(MessageDraft)}
   */
  default CompletableFuture<PublishResult> publish(String text) {
    return publish(MessageDraft.text(text));
  }

  /**
   * Calls a handler with each message that is published from now on.
   *
   * <pre>{@code
   * Subscription subscription = channel.subscribe(message -> print(message.text()));
   * ...
   * subscription.cancel();
   * }</pre>
   *
   * @param handler called by one thread at a time, in general the one that publishes; it must not
   *     block. What it throws is logged, and the next message follows
   * @return the handle by which to unsubscribe. The subscription also ends when the channel is
   *     deleted, when a subscriber that wants to be the only one replaces it, and when the relay
   *     shuts down; every end but the deletion and the shutdown is logged as a warning
   * @throws StoreException if the store is broken
   */
  default Subscription subscribe(Consumer<? super Message> handler) {
    requireNonNull(handler, "handler");
    return subscribe(Cursor.newest(), delivery -> handler.accept(delivery.message()));
  }

  /**
   * Calls a handler with each message after a cursor, and tells it of gaps ({@link
   * Delivery#gapAfter}). The kept messages are handed over before this method returns.
   *
   * @param handler called by one thread at a time; it must not block. What it throws is logged, and
   *     the next message follows
   * @return the handle by which to unsubscribe; the subscription ends by itself as that of {@link
   *     #subscribe(Consumer)}
   * @throws StoreException if the store is broken
   */
  default Subscription subscribe(Cursor cursor, Consumer<? super Delivery> handler) {
    return stream(
        cursor,
        SubscribePolicy.NO_TIMEOUT,
        StreamPolicy.NO_HEARTBEAT,
        new HandlerSubscriber(id(), handler));
  }

  /**
   * Asks for the first message after a cursor. If it is there already, or if there will be none,
   * the subscriber is told before this method returns; if it is called while this thread tells a
   * subscriber something, right after that.
   *
   * @return the handle by which to stop waiting
   * @throws StoreException if the store is broken
   */
  Subscription subscribe(Cursor cursor, SubscribePolicy policy, Subscriber subscriber);

  /**
   * Returns a flow of all messages after a cursor, and of all that follow, each once and in order,
   * as fast as each subscriber requests them.
   *
   * <p>A subscriber is called in the thread that causes the call: the publisher's, or its own when
   * it requests more. It must not block. It may publish and subscribe; subscribers that this
   * concerns are called after it has returned.
   *
   * <p>A subscriber that is more than {@value #MAX_LAG_MESSAGES} messages or {@value
   * #MAX_LAG_BYTES} bytes behind skips messages that the channel no longer keeps, and {@link
   * Delivery#gapAfter} reports that. The flow completes, after the messages that were requested
   * before, when the channel is deleted, when a subscriber with the concurrency {@code LAST}
   * replaces it, or when the relay shuts down. It fails if the store is broken or has no room for
   * the channel.
   */
  Flow.Publisher<Delivery> messages(Cursor cursor);

  /** How many messages a flow may be behind. */
  int MAX_LAG_MESSAGES = 1024;

  /** How many bytes of messages a flow may be behind. */
  long MAX_LAG_BYTES = 1L << 20;

  /**
   * Gives a subscriber all messages after a cursor and all that follow, each once and in order, as
   * fast as it takes them. What is there already, or that there will be none, it is told before
   * this method returns; if it is called while this thread tells a subscriber something, right
   * after that.
   *
   * @throws StoreException if the store is broken
   */
  StreamSubscription stream(
      Cursor cursor, SubscribePolicy policy, StreamPolicy stream, StreamSubscriber subscriber);

  /**
   * Brings the channel into being, or finds it.
   *
   * @param timeout how long it stays when it is empty
   * @return what can be said of it; empty if the store has no room for it, or the relay is shutting
   *     down
   */
  CompletableFuture<Optional<ChannelInfo>> create(Duration timeout);

  /**
   * What can be said of it; empty if it does not exist. Asking renews the time that it stays when
   * it is empty.
   */
  CompletableFuture<Optional<ChannelInfo>> info();

  /**
   * Ends it with all its messages, and sends away all who wait.
   *
   * @return what could be said of it before; empty if it did not exist
   */
  CompletableFuture<Optional<ChannelInfo>> delete();

  /**
   * A long-poll has received this message: it goes if its publisher wanted that, it is the oldest,
   * and enough others are there.
   */
  void received(Message message);
}
