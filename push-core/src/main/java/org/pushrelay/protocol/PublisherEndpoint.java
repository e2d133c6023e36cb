package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.Channels;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.time.Jitter;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publisher's side of a channel (Basic HTTP Push Relay Protocol, 3): POST publishes, PUT
 * publishes or creates, GET and HEAD ask, DELETE deletes. Safe from any thread.
 */
public final class PublisherEndpoint implements ExchangeHandler {
  private static final Logger log = LoggerFactory.getLogger(PublisherEndpoint.class);
  private static final String METHODS = "GET, POST, PUT, DELETE, OPTIONS";

  private final Channels channels;
  private final PublisherConfig config;
  private final Responses responses;

  /** An endpoint for these channels. */
  public PublisherEndpoint(Channels channels, PublisherConfig config, Jitter jitter) {
    this.channels = requireNonNull(channels, "channels");
    this.config = requireNonNull(config, "config");
    this.responses = new Responses(config.profile(), jitter);
  }

  @Override
  public void handle(Exchange exchange) {
    ChannelNaming.Named named =
        config.naming().name(exchange.request(), config.profile(), responses);
    if (named instanceof ChannelNaming.Named.Refused refused) {
      respond(exchange, refused.answer());
    } else if (named instanceof ChannelNaming.Named.Found found) {
      handle(exchange, channels.channel(found.id()));
    }
  }

  private void handle(Exchange exchange, Channel channel) {
    PushRequest request = exchange.request();
    switch (request.method()) {
      case "POST" -> publish(exchange, channel);
      case "PUT" -> put(exchange, channel);
      case "GET", "HEAD" -> respond(exchange, channel.info(), info -> found(info, request));
      case "DELETE" -> respond(exchange, channel.delete(), info -> found(info, request));
      case "OPTIONS" ->
          exchange.respond(
              responses.options(METHODS, "Content-Type, Origin", config.cors(), request));
      default -> respond(exchange, responses.methodNotAllowed(METHODS));
    }
  }

  private PushResponse found(Optional<ChannelInfo> info, PushRequest request) {
    return info.map(i -> responses.info(200, i, request)).orElseGet(responses::noSuchChannel);
  }

  private void put(Exchange exchange, Channel channel) {
    if (config.profile().putCreates()) {
      respond(
          exchange,
          channel.create(config.buffer().channelTimeout()),
          info ->
              info.map(i -> responses.info(200, i, exchange.request()))
                  .orElseGet(this::notCreated));
    } else {
      publish(exchange, channel);
    }
  }

  private PushResponse notCreated() {
    return channels.isDraining() ? responses.draining() : responses.insufficientStorage();
  }

  private void publish(Exchange exchange, Channel channel) {
    String contentType = exchange.request().header("Content-Type").orElse("");
    if (!MessageDraft.isContentType(contentType)) {
      respond(exchange, responses.badRequest("The Content-Type has a control character."));
      return;
    }
    exchange.readBody(
        config.maxBodyBytes(),
        new BodyListener() {
          @Override
          public void onBody(MessageBody body) {
            MessageDraft draft =
                MessageDraft.of(body).withContentType(contentType).withPolicy(config.buffer());
            respond(
                exchange, channel.publish(draft), result -> published(result, exchange.request()));
          }

          @Override
          public void onTooLarge() {
            respond(exchange, responses.tooLarge(config.maxBodyBytes()));
          }

          @Override
          public void onFailure(Throwable cause) {
            log.debug(
                "The body of a message for channel {} did not arrive whole", channel.id(), cause);
            respond(exchange, responses.badRequest("The body did not arrive whole.").closing());
          }
        });
  }

  private PushResponse published(PublishResult result, PushRequest request) {
    if (result instanceof PublishResult.Accepted accepted) {
      return responses.info(accepted.delivered() ? 201 : 202, accepted.channel(), request);
    }
    return result == PublishResult.Refused.DRAINING
        ? responses.draining()
        : responses.insufficientStorage();
  }

  /** Answers when the channel has; with 503 if its store is broken. */
  private <T> void respond(
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

  private void respond(Exchange exchange, PushResponse response) {
    exchange.respond(response.with(config.cors().headers(exchange.request())));
  }
}
