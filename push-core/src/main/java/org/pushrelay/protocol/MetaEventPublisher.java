package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.transport.PushRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what comes of one request as {@link MetaEventConfig}, if its endpoint does. */
final class MetaEventPublisher {
  private static final Logger log = LoggerFactory.getLogger(MetaEventPublisher.class);

  /** As Nchan keeps them. */
  private static final BufferPolicy BUFFER =
      BufferPolicy.builder()
          .maxMessages(100)
          .timeout(Duration.ofSeconds(10))
          .channelTimeout(Duration.ofSeconds(30))
          .build();

  /** Nothing is published. */
  static final MetaEventPublisher NONE =
      new MetaEventPublisher(List.of(), null, event -> "", false);

  private final List<ChannelId> ids;
  private final @Nullable MetaEventQueue queue;
  private final Function<MetaEventConfig.Event, String> text;

  private final boolean receipts;

  private MetaEventPublisher(
      List<ChannelId> ids,
      @Nullable MetaEventQueue queue,
      Function<MetaEventConfig.Event, String> text,
      boolean receipts) {
    this.receipts = receipts;
    this.ids = ids;
    this.queue = queue;
    this.text = text;
  }

  /** The reports on a request for these channels. There are none on the channels of reports. */
  static MetaEventPublisher on(
      PushRequest request, List<ChannelId> ids, MetaEventConfig events, EndpointContext relay) {
    if (!events.publishes() || ids.get(0).group().equals(MetaEventConfig.GROUP)) {
      return NONE;
    }
    Optional<String> name;
    try {
      name = events.channel().resolve(request).filter(found -> !found.isEmpty());
    } catch (IllegalArgumentException e) {
      log.debug("The channel for events cannot be decoded", e);
      return NONE;
    }
    if (name.isEmpty()) {
      return NONE;
    }
    Channel target = relay.channels().channel(new ChannelId(MetaEventConfig.GROUP, name.get()));
    MetaEventQueue queue = relay.metaEventQueues().to(target);
    return new MetaEventPublisher(ids, queue, events.template().of(request), events.receipts());
  }

  boolean hasReceipts() {
    return receipts;
  }

  /** Adds an event behind all others. */
  MetaEventQueue.Entry add(String event) {
    return queue().add(() -> draft(event));
  }

  /** Adds an event behind another one, but in front of a publish that has not returned. */
  void addBehind(MetaEventQueue.Entry earlier, String event) {
    queue().addBehind(earlier, () -> draft(event));
  }

  /** A poll waits for the next message. */
  void hold(SubscriptionReport poll) {
    queue().hold(ids.get(0), poll);
  }

  /** A poll does not wait any more. */
  void release(SubscriptionReport poll) {
    queue().release(ids.get(0), poll);
  }

  /** Publishes the events that were added. */
  void publish() {
    queue().publish();
  }

  private MetaEventQueue queue() {
    return requireNonNull(queue, "nothing is reported");
  }

  private MessageDraft draft(String event) {
    return MessageDraft.text(text.apply(new MetaEventConfig.Event(event, ids))).withPolicy(BUFFER);
  }

  /**
   * Does something to channels, and reports it if it happened to one of them.
   *
   * @param isFirst whether what streams report meanwhile comes after the event; otherwise before
   * @param happened whether it happened, from the result for one channel
   */
  <T> CompletableFuture<List<T>> around(
      String event,
      boolean isFirst,
      Predicate<T> happened,
      Supplier<CompletableFuture<List<T>>> action) {
    if (queue == null) {
      return action.get();
    }
    MetaEventQueue.Entry entry = queue.awaiting(ids);
    if (isFirst) {
      queue.open(entry);
    }
    CompletableFuture<List<T>> results;
    try {
      results = action.get();
    } catch (RuntimeException | Error e) {
      end(queue, entry, event, List.of());
      throw e;
    }
    return results.whenComplete(
        (found, failure) ->
            end(queue, entry, event, failure == null ? where(found, happened) : List.of()));
  }

  private <T> List<ChannelId> where(List<T> results, Predicate<T> happened) {
    return IntStream.range(0, ids.size())
        .filter(i -> happened.test(results.get(i)))
        .mapToObj(ids::get)
        .toList();
  }

  private void end(
      MetaEventQueue to, MetaEventQueue.Entry entry, String event, List<ChannelId> where) {
    if (where.isEmpty()) {
      to.remove(entry);
    } else {
      to.happened(entry, where, () -> draft(event));
    }
    to.publish();
  }

  /** Subscribes a poll of one channel, and reports on it. */
  Subscription subscribe(
      Channel channel, Cursor cursor, SubscribePolicy policy, Subscriber subscriber) {
    if (queue == null) {
      return channel.subscribe(cursor, policy, subscriber);
    }
    ReportingSubscriber reported =
        new ReportingSubscriber(subscriber, new SubscriptionReport(this, /* polls= */ true));
    return reported.begun(channel.subscribe(cursor, policy, reported));
  }

  /** Returns a stream subscriber that is reported on. */
  StreamSubscriber onStream(StreamSubscriber subscriber) {
    return queue == null
        ? subscriber
        : new ReportingStreamSubscriber(
            subscriber, new SubscriptionReport(this, /* polls= */ false));
  }

  /** Returns a poll that is reported on, and that subscribes as a stream. */
  StreamSubscriber onPoll(StreamSubscriber poll) {
    return queue == null
        ? poll
        : new ReportingStreamSubscriber(poll, new SubscriptionReport(this, /* polls= */ true));
  }
}
