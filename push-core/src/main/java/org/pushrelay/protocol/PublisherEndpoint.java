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
  private final IdempotencyWindow window;
  private final WebSockets webSockets;

  /** An endpoint of this relay. */
  public PublisherEndpoint(Relay relay, PublisherConfig config) {
    this.channels = relay.channels();
    this.config = requireNonNull(config, "config");
    this.responses = new Responses(config.profile(), relay.jitter());
    this.window = relay.window();
    this.webSockets =
        new WebSockets(
            config.webSockets(), config.profile(), config.cors(), responses, relay.timers());
  }

  @Override
  public void handle(Exchange exchange) {
    if (responses.refusesOrigin(config.cors(), exchange.request())) {
      exchange.respond(responses.originRefused(exchange.request()));
      return;
    }
    ChannelNaming.Named named = name(exchange.request());
    if (named instanceof ChannelNaming.Named.Refused refused) {
      respond(exchange, refused.answer());
    } else {
      handle(exchange, targets(named));
    }
  }

  private ChannelNaming.Named name(PushRequest request) {
    return config.naming().name(request, config.profile(), responses);
  }

  private List<Channel> targets(ChannelNaming.Named named) {
    if (named instanceof ChannelNaming.Named.Found found) {
      return List.of(channels.channel(found.id()));
    }
    return named instanceof ChannelNaming.Named.Several several
        ? several.ids().stream().map(channels::channel).toList()
        : List.of();
  }

  private void handle(Exchange exchange, List<Channel> targets) {
    PushRequest request = exchange.request();
    boolean asksForWebSocket =
        request.method().equals("GET") && KindChoice.asksForWebSocket(request);
    if (!allows(asksForWebSocket ? PublisherKind.WEB_SOCKET : PublisherKind.HTTP)) {
      respond(exchange, responses.noSuchPublisherKind());
    } else if (asksForWebSocket) {
      webSocket(exchange, targets);
    } else {
      handleRequest(exchange, targets);
    }
  }

  private boolean allows(PublisherKind kind) {
    return config.kinds().contains(kind);
  }

  private void webSocket(Exchange exchange, List<Channel> targets) {
    AcceptedFormat format = AcceptedFormat.best(exchange.request().headers("Accept"));
    WebSockets.Opening opening = webSockets.opening(exchange, false);
    if (opening instanceof WebSockets.Opening.Refused refused) {
      respond(exchange, refused.answer());
    } else if (opening instanceof WebSockets.Opening.Granted granted) {
      PublishingInbox inbox = new PublishingInbox(targets, config, responses, Optional.of(format));
      new WebSocketPublisher(granted.handshake(), webSockets, inbox)
          .begin(exchange, granted.handshake());
    }
  }

  /**
   * What becomes of messages that come over the WebSocket of a subscriber.
   *
   * @param otherwise if none may be published that way
   */
  WebSockets.Inbox inbox(PushRequest request, WebSocketInbox otherwise) {
    if (!allows(PublisherKind.WEB_SOCKET)) {
      return new WebSockets.Inbox.Found(otherwise);
    }
    ChannelNaming.Named named = name(request);
    if (named instanceof ChannelNaming.Named.Refused refused) {
      return new WebSockets.Inbox.Refused(refused.answer());
    }
    return config.cors().allowsWebSocket(request)
        ? new WebSockets.Inbox.Found(
            new PublishingInbox(targets(named), config, responses, Optional.empty()))
        : new WebSockets.Inbox.Refused(responses.otherOrigin());
  }

  private void handleRequest(Exchange exchange, List<Channel> targets) {
    PushRequest request = exchange.request();
    switch (request.method()) {
      case "POST" -> publish(exchange, targets);
      case "PUT" -> put(exchange, targets);
      case "GET", "HEAD" ->
          respond(exchange, each(targets, Channel::info), infos -> found(infos, request));
      case "DELETE" ->
          respond(exchange, each(targets, Channel::delete), infos -> found(infos, request));
      case "OPTIONS" ->
          exchange.respond(responses.options(METHODS, sentHeaders(), config.cors(), request));
      default -> respond(exchange, responses.methodNotAllowed(METHODS));
    }
  }

  private String sentHeaders() {
    return config.profile().has(Trait.PREFLIGHTS_FOR_ALL)
        ? "Content-Type, Origin"
        : "Content-Type, Idempotency-Key, X-EventSource-Event, Origin";
  }

  /** What all of them answer, in order. */
  static <T> CompletableFuture<List<T>> each(
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
                : notCreated());
  }

  private PushResponse notCreated() {
    return channels.isDraining() ? responses.draining() : responses.insufficientStorage();
  }

  private void publish(Exchange exchange, List<Channel> targets) {
    String contentType = exchange.request().header("Content-Type").orElse("");
    String event =
        config.event().or(() -> exchange.request().header("X-EventSource-Event")).orElse("");
    if (!MessageDraft.isContentType(contentType) || !MessageDraft.isContentType(event)) {
      respond(
          exchange,
          responses.badRequest(
              "The Content-Type or the X-EventSource-Event has a control character."));
      return;
    }
    Optional<String> key = exchange.request().header("Idempotency-Key");
    if (key.isPresent() && key.get().length() > IdempotencyWindow.MAX_KEY_LENGTH) {
      respond(exchange, responses.keyTooLong(IdempotencyWindow.MAX_KEY_LENGTH));
      return;
    }
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
            publish(exchange, targets, draft, key);
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

  private void publish(
      Exchange exchange, List<Channel> targets, MessageDraft draft, Optional<String> key) {
    Optional<CompletableFuture<List<PublishResult>>> results =
        key.isEmpty()
            ? Optional.of(publish(targets, draft))
            : window.once(
                key.get(),
                targets.stream().map(Channel::id).toList(),
                draft,
                () -> publish(targets, draft));
    if (results.isPresent()) {
      respond(exchange, results.get(), all -> published(all, exchange.request()));
    } else {
      respond(exchange, responses.keyUsed());
    }
  }

  private static CompletableFuture<List<PublishResult>> publish(
      List<Channel> targets, MessageDraft draft) {
    return each(targets, channel -> channel.publish(draft));
  }

  private PushResponse published(List<PublishResult> results, PushRequest request) {
    List<ChannelInfo> infos = new ArrayList<>(results.size());
    boolean delivered = false;
    for (PublishResult result : results) {
      if (result instanceof PublishResult.Accepted accepted) {
        infos.add(accepted.channel());
        delivered |= accepted.delivered();
      } else {
        return result == PublishResult.Refused.DRAINING
            ? responses.draining()
            : responses.insufficientStorage();
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
