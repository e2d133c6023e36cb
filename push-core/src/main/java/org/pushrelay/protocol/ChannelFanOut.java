package org.pushrelay.protocol;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.MessageDraft;

/**
 * The channels that a publisher means, in its order.
 *
 * @param channels one at least
 */
record ChannelFanOut(List<Channel> channels) {

  /** What all of them answer, in order. */
  <T> CompletableFuture<List<T>> each(Function<Channel, CompletableFuture<T>> question) {
    if (channels.size() == 1) {
      return question.apply(channels.get(0)).thenApply(List::of);
    }
    List<CompletableFuture<T>> asked = channels.stream().map(question).toList();
    return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
        .thenApply(all -> asked.stream().map(CompletableFuture::join).toList());
  }

  /** Publishes on all of them, and reports it if one took the message. */
  CompletableFuture<List<PublishResult>> publish(
      MessageDraft draft, MetaEventPublisher metaEventPublisher) {
    return metaEventPublisher.around(
        "channel_publish",
        true,
        PublishResult.Accepted.class::isInstance,
        () -> each(channel -> channel.publish(draft)));
  }

  /** Deletes all of them, and reports it if one was there. */
  CompletableFuture<List<Optional<ChannelInfo>>> delete(MetaEventPublisher metaEventPublisher) {
    return metaEventPublisher.around(
        "channel_delete", false, Optional::isPresent, () -> each(Channel::delete));
  }

  List<ChannelId> ids() {
    return channels.stream().map(Channel::id).toList();
  }

  /** Stands for all of them in a log. */
  ChannelId first() {
    return channels.get(0).id();
  }
}
