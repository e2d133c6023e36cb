package org.pushrelay.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The response to one publisher, given when the channels have said what became of its request. By
 * then the request may be gone: what the response needs of it is taken beforehand.
 */
final class PublishResponder {
  private static final Logger log = LoggerFactory.getLogger(PublishResponder.class);

  private final Exchange exchange;
  private final Responses responses;
  private final AcceptedFormat accepted;
  private final List<Header> cors;

  /** Of a request that is still there. */
  PublishResponder(Exchange exchange, Responses responses, Cors cors) {
    PushRequest request = exchange.request();
    this.exchange = exchange;
    this.responses = responses;
    this.accepted = AcceptedFormat.best(request.headers("Accept"));
    this.cors = cors.headers(request);
  }

  Responses responses() {
    return responses;
  }

  /** What is known of the channels that are there. */
  PushResponse found(List<Optional<ChannelInfo>> infos) {
    List<ChannelInfo> existing = infos.stream().flatMap(Optional::stream).toList();
    return existing.isEmpty() ? responses.noSuchChannel() : responses.info(200, existing, accepted);
  }

  /** What became of a message. */
  PushResponse published(List<PublishResult> results) {
    List<ChannelInfo> infos = new ArrayList<>(results.size());
    boolean delivered = false;
    for (PublishResult result : results) {
      if (result instanceof PublishResult.Accepted taken) {
        infos.add(responses.channel(taken));
        delivered |= taken.delivered();
      } else if (result instanceof PublishResult.Refused refused) {
        return responses.refused(refused);
      }
    }
    return responses.info(delivered ? 201 : 202, infos, accepted);
  }

  /**
   * Returns the response to a message that a filter dropped. It equals the response to a message
   * that is published while no subscriber waits.
   */
  PushResponse dropped(List<Optional<ChannelInfo>> infos) {
    List<ChannelInfo> existing = infos.stream().flatMap(Optional::stream).toList();
    return existing.isEmpty() ? PushResponse.of(202) : responses.info(202, existing, accepted);
  }

  /** Answers when the channels have; with 503 if their store is broken. */
  <T> void respond(CompletableFuture<T> outcome, Function<T, PushResponse> answer) {
    if (outcome.isDone() && !outcome.isCompletedExceptionally()) {
      respond(answer.apply(outcome.join()));
      return;
    }
    CompletableFuture<?> unused =
        outcome
            .handle(
                (value, failure) -> failure == null ? answer.apply(value) : storeFailed(failure))
            .thenAccept(this::respond)
            .exceptionally(
                bug -> {
                  log.error("A publisher could not be answered", bug);
                  respond(PushResponse.of(500));
                  return null;
                });
  }

  private PushResponse storeFailed(Throwable failure) {
    log.error("The store failed", failure);
    return responses.storeFailed();
  }

  void respond(PushResponse response) {
    exchange.respond(response.with(cors));
  }
}
