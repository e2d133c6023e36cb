package org.pushrelay.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.Channels;
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

/** What comes of one request is published as {@link ChannelEvents}, or is not. */
final class Reports {
  private static final Logger log = LoggerFactory.getLogger(Reports.class);

  /** As Nchan keeps them. */
  private static final BufferPolicy BUFFER =
      BufferPolicy.DEFAULT
          .withMaxMessages(100)
          .withTimeout(Duration.ofSeconds(10))
          .withChannelTimeout(Duration.ofSeconds(30));

  /** Nothing is published. */
  static final Reports NONE = new Reports(List.of(), null, event -> "", false);

  private final List<ChannelId> ids;
  private final @Nullable Channel target;
  private final Function<ChannelEvents.Event, String> text;

  private final boolean receipts;

  private Reports(
      List<ChannelId> ids,
      @Nullable Channel target,
      Function<ChannelEvents.Event, String> text,
      boolean receipts) {
    this.receipts = receipts;
    this.ids = ids;
    this.target = target;
    this.text = text;
  }

  /** The reports on a request for these channels. There are none on the channels of reports. */
  static Reports on(
      PushRequest request, List<ChannelId> ids, ChannelEvents events, Channels channels) {
    if (events.equals(ChannelEvents.NONE) || ids.get(0).group().equals(ChannelEvents.GROUP)) {
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
    Channel target = channels.channel(new ChannelId(ChannelEvents.GROUP, name.get()));
    return new Reports(ids, target, events.template().of(request), events.receipts());
  }

  /** Publishes that this has happened. */
  void say(String event) {
    if (target == null) {
      return;
    }
    MessageDraft draft =
        MessageDraft.text(text.apply(new ChannelEvents.Event(event, ids))).withPolicy(BUFFER);
    CompletableFuture<?> unused =
        target
            .publish(draft)
            .exceptionally(
                failure -> {
                  log.warn("An event of channel {} was not published", ids.get(0), failure);
                  return null;
                });
  }

  /** Publishes what a subscriber has received, if that is wanted. */
  void sayReceived(String event) {
    if (receipts) {
      say(event);
    }
  }

  /** Subscribes, and reports on that. */
  Subscription subscribe(
      Channel channel, Cursor cursor, SubscribePolicy policy, Subscriber subscriber) {
    if (target == null) {
      return channel.subscribe(cursor, policy, subscriber);
    }
    ReportedSubscriber reported = new ReportedSubscriber(subscriber, new ReportedStay(this));
    return reported.begun(channel.subscribe(cursor, policy, reported));
  }

  /** The same subscriber, reported on. */
  StreamSubscriber on(StreamSubscriber subscriber) {
    return target == null ? subscriber : new ReportedStream(subscriber, new ReportedStay(this));
  }
}
