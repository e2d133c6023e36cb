package org.pushrelay.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the publishers of one endpoint are answered, when the channels have said so. */
record PublisherAnswers(Responses responses, Cors cors) {
  private static final Logger log = LoggerFactory.getLogger(PublisherAnswers.class);

  /** What is known of those that are there. */
  PushResponse found(List<Optional<ChannelInfo>> infos, PushRequest request) {
    List<ChannelInfo> existing = infos.stream().flatMap(Optional::stream).toList();
    return existing.isEmpty() ? responses.noSuchChannel() : responses.info(200, existing, request);
  }

  /** What became of a message. */
  PushResponse published(List<PublishResult> results, PushRequest request) {
    List<ChannelInfo> infos = new ArrayList<>(results.size());
    boolean delivered = false;
    for (PublishResult result : results) {
      if (result instanceof PublishResult.Accepted accepted) {
        infos.add(responses.channel(accepted));
        delivered |= accepted.delivered();
      } else if (result instanceof PublishResult.Refused refused) {
        return responses.refused(refused);
      }
    }
    return responses.info(delivered ? 201 : 202, infos, request);
  }

  /**
   * The same for a message that was dropped: as if it had been published, and nobody had waited.
   */
  PushResponse dropped(List<Optional<ChannelInfo>> infos, PushRequest request) {
    List<ChannelInfo> existing = infos.stream().flatMap(Optional::stream).toList();
    return existing.isEmpty() ? PushResponse.of(202) : responses.info(202, existing, request);
  }

  /** Answers when the channels have; with 503 if their store is broken. */
  <T> void respond(
      Exchange exchange, CompletableFuture<T> outcome, Function<T, PushResponse> answer) {
    if (outcome.isDone() && !outcome.isCompletedExceptionally()) {
      respond(exchange, answer.apply(outcome.join()));
      return;
    }
    CompletableFuture<?> unused =
        outcome
            .handle(
                (value, failure) -> failure == null ? answer.apply(value) : storeFailed(failure))
            .thenAccept(response -> respond(exchange, response))
            .exceptionally(
                bug -> {
                  log.error("A publisher could not be answered", bug);
                  exchange.respond(PushResponse.of(500));
                  return null;
                });
  }

  private PushResponse storeFailed(Throwable failure) {
    log.error("The store failed", failure);
    return responses.storeFailed();
  }

  void respond(Exchange exchange, PushResponse response) {
    exchange.respond(response.with(cors.headers(exchange.request())));
  }
}
