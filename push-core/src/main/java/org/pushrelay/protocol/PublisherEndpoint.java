package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.Channels;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.WireProfile.Trait;
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
  private final ChannelEvents events;

  /** An endpoint for these channels. */
  public PublisherEndpoint(Channels channels, PublisherConfig config, Jitter jitter) {
    this(channels, config, jitter, ChannelEvents.NONE);
  }

  /** An endpoint for these channels that publishes what happens on them. */
  public PublisherEndpoint(
      Channels channels, PublisherConfig config, Jitter jitter, ChannelEvents events) {
    this.events = requireNonNull(events, "events");
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
      handle(exchange, List.of(channels.channel(found.id())));
    } else if (named instanceof ChannelNaming.Named.Several several) {
      handle(exchange, several.ids().stream().map(channels::channel).toList());
    }
  }

  private void handle(Exchange exchange, List<Channel> targets) {
    PushRequest request = exchange.request();
    switch (request.method()) {
      case "POST" -> publish(exchange, targets);
      case "PUT" -> put(exchange, targets);
      case "GET", "HEAD" ->
          respond(exchange, each(targets, Channel::info), infos -> found(infos, request));
      case "DELETE" -> delete(exchange, targets);
      case "OPTIONS" ->
          exchange.respond(responses.options(METHODS, sentHeaders(), config.cors(), request));
      default -> respond(exchange, responses.methodNotAllowed(METHODS));
    }
  }

  private void delete(Exchange exchange, List<Channel> targets) {
    PushRequest request = exchange.request();
    Reports reports = reports(request, targets);
    respond(
        exchange,
        each(targets, Channel::delete),
        infos -> {
          if (infos.stream().anyMatch(Optional::isPresent)) {
            reports.say("channel_delete");
          }
          return found(infos, request);
        });
  }

  private String sentHeaders() {
    return config.profile().has(Trait.PREFLIGHTS_FOR_ALL)
        ? "Content-Type, Origin"
        : "Content-Type, X-EventSource-Event, Origin";
  }

  /** What all of them answer, in order. */
  private static <T> CompletableFuture<List<T>> each(
      List<Channel> targets, Function<Channel, CompletableFuture<T>> question) {
    if (targets.size() == 1) {
      return question.apply(targets.get(0)).thenApply(List::of);
    }
    List<CompletableFuture<T>> asked = targets.stream().map(question).toList();
    return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
        .thenApply(all -> asked.stream().map(CompletableFuture::join).toList());
  }

  private PushResponse found(List<Optional<ChannelInfo>> infos, PushRequest request) {
    List<ChannelInfo> existing = infos.stream().flatMap(Optional::stream).toList();
    return existing.isEmpty() ? responses.noSuchChannel() : responses.info(200, existing, request);
  }

  private void put(Exchange exchange, List<Channel> targets) {
    if (!config.profile().has(Trait.PUT_CREATES)) {
      publish(exchange, targets);
      return;
    }
    respond(
        exchange,
        each(targets, channel -> channel.create(config.buffer().channelTimeout())),
        infos ->
            infos.stream().allMatch(Optional::isPresent)
                ? found(infos, exchange.request())
                : notCreated(targets));
  }

  private PushResponse notCreated(List<Channel> targets) {
    if (channels.isDraining()) {
      return responses.draining();
    }
    boolean groupFull =
        targets.stream().anyMatch(channel -> channels.groups().isFull(channel.id().group()));
    return responses.refused(
        groupFull ? PublishResult.Refused.GROUP_CHANNELS : PublishResult.Refused.NO_ROOM);
  }

  private void publish(Exchange exchange, List<Channel> targets) {
    String contentType = exchange.request().header("Content-Type").orElse("");
    String event = exchange.request().header("X-EventSource-Event").orElse("");
    if (!MessageDraft.isContentType(contentType) || !MessageDraft.isContentType(event)) {
      respond(
          exchange,
          responses.badRequest(
              "The Content-Type or the X-EventSource-Event has a control character."));
      return;
    }
    Reports reports = reports(exchange.request(), targets);
    exchange.readBody(
        config.maxBodyBytes(),
        new BodyListener() {
          @Override
          public void onBody(MessageBody body) {
            MessageDraft draft =
                MessageDraft.of(body)
                    .withContentType(contentType)
                    .withEvent(event)
                    .withPolicy(config.buffer());
            respond(
                exchange,
                each(targets, channel -> channel.publish(draft)),
                results -> {
                  if (results.get(0) instanceof PublishResult.Accepted) {
                    reports.say("channel_publish");
                  }
                  return published(results, exchange.request());
                });
          }

          @Override
          public void onTooLarge() {
            respond(exchange, responses.tooLarge(config.maxBodyBytes()));
          }

          @Override
          public void onFailure(Throwable cause) {
            log.debug(
                "The body of a message for channel {} did not arrive whole",
                targets.get(0).id(),
                cause);
            respond(exchange, responses.badRequest("The body did not arrive whole.").closing());
          }
        });
  }

  private Reports reports(PushRequest request, List<Channel> targets) {
    return events.equals(ChannelEvents.NONE)
        ? Reports.NONE
        : Reports.on(request, targets.stream().map(Channel::id).toList(), events, channels);
  }

  private PushResponse published(List<PublishResult> results, PushRequest request) {
    List<ChannelInfo> infos = new ArrayList<>(results.size());
    boolean delivered = false;
    for (PublishResult result : results) {
      if (result instanceof PublishResult.Accepted accepted) {
        infos.add(accepted.channel());
        delivered |= accepted.delivered();
      } else if (result instanceof PublishResult.Refused refused) {
        return responses.refused(refused);
      }
    }
    return responses.info(delivered ? 201 : 202, infos, request);
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
