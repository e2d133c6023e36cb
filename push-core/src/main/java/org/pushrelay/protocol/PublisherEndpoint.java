package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.Channels;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.hook.Visit;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.websocket.Handshake;
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
  private final Attendance attendance;
  private final @Nullable Gate gate;
  private final WebSockets webSockets;

  private final ChannelEvents events;

  /** An endpoint of this relay. */
  public PublisherEndpoint(Relay relay, PublisherConfig config) {
    this(relay, config, ChannelEvents.NONE);
  }

  /** An endpoint of this relay that publishes what happens on its channels. */
  public PublisherEndpoint(Relay relay, PublisherConfig config, ChannelEvents events) {
    this.events = requireNonNull(events, "events");
    this.channels = relay.channels();
    this.config = requireNonNull(config, "config");
    this.responses = new Responses(config.profile(), relay.jitter());
    this.window = relay.window();
    this.webSockets =
        new WebSockets(
            config.webSockets(), config.profile(), config.cors(), responses, relay.timers());
    this.attendance = relay.attendance();
    this.gate = Gate.of(config, attendance, responses);
  }

  @Override
  public void handle(Exchange exchange) {
    EarlyWebSocket.handle(exchange, webSockets, false, this::serve);
  }

  private void serve(Exchange exchange) {
    if (responses.refusesOrigin(config.cors(), exchange.request())) {
      exchange.respond(responses.originRefused(exchange.request()));
      return;
    }
    ChannelNaming.Named named = name(exchange.request());
    if (named instanceof ChannelNaming.Named.Refused refused) {
      respond(exchange, refused.answer());
    } else {
      handle(exchange, ids(named));
    }
  }

  private ChannelNaming.Named name(PushRequest request) {
    return config.naming().name(request, config.profile(), responses);
  }

  private static List<ChannelId> ids(ChannelNaming.Named named) {
    if (named instanceof ChannelNaming.Named.Found found) {
      return List.of(found.id());
    }
    return named instanceof ChannelNaming.Named.Several several ? several.ids() : List.of();
  }

  private void handle(Exchange exchange, List<ChannelId> ids) {
    // the head may be gone when the application has answered: what is needed of it is taken here
    PushRequest request = exchange.request();
    String method = request.method();
    boolean asksForWebSocket = method.equals("GET") && Handshake.isAskedFor(request);
    PublisherKind kind = asksForWebSocket ? PublisherKind.WEB_SOCKET : PublisherKind.HTTP;
    if (!allows(kind)) {
      respond(exchange, responses.noSuchPublisherKind());
      return;
    }
    if (asksForWebSocket) {
      webSocket(exchange, ids);
      return;
    }
    Reports reports = reports(request, ids);
    if (gate == null || method.equals("OPTIONS")) {
      serve(exchange, targets(ids), reports, null);
      return;
    }
    Visit visit = gate.visit(request, kind, ids);
    boolean brings =
        method.equals("POST") || (method.equals("PUT") && !config.profile().has(Trait.PUT_CREATES));
    gate.pass(exchange, visit, brings, caller -> serve(caller, targets(ids), reports, visit));
  }

  private List<Channel> targets(List<ChannelId> ids) {
    return ids.size() == 1
        ? List.of(channels.channel(ids.get(0)))
        : ids.stream().map(channels::channel).toList();
  }

  private boolean allows(PublisherKind kind) {
    return config.kinds().contains(kind);
  }

  private void webSocket(Exchange exchange, List<ChannelId> ids) {
    PushRequest request = exchange.request();
    AcceptedFormat format = AcceptedFormat.best(request.headers("Accept"));
    WebSockets.Opening opening = webSockets.opening(exchange, false);
    if (opening instanceof WebSockets.Opening.Refused refused) {
      respond(exchange, refused.answer());
    } else if (opening instanceof WebSockets.Opening.Granted granted) {
      Handshake.Accepted handshake = granted.handshake();
      Visit visit = gate == null ? null : gate.visit(request, PublisherKind.WEB_SOCKET, ids);
      WebSocketInbox inbox = inbox(ids, reports(request, ids), visit, Optional.of(format));
      Function<Exchange, Subscription> entrance =
          guest ->
              new WebSocketPublisher(handshake, webSockets, inbox, attendance)
                  .begin(guest, handshake);
      if (gate == null || visit == null) {
        Subscription unused = entrance.apply(exchange);
      } else {
        gate.receive(exchange, visit, entrance);
      }
    }
  }

  /**
   * What becomes of messages that come over the WebSocket of a subscriber. That it may subscribe
   * says nothing of that.
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
    if (!config.cors().allowsWebSocket(request)) {
      return new WebSockets.Inbox.Refused(responses.otherOrigin());
    }
    List<ChannelId> ids = ids(named);
    Visit visit = gate == null ? null : gate.visit(request, PublisherKind.WEB_SOCKET, ids);
    WebSocketInbox inbox = inbox(ids, reports(request, ids), visit, Optional.empty());
    return gate == null || visit == null
        ? new WebSockets.Inbox.Found(inbox)
        : new WebSockets.Inbox.Guarded(inbox, gate.question(visit));
  }

  private WebSocketInbox inbox(
      List<ChannelId> ids,
      Reports reports,
      @Nullable Visit visit,
      Optional<AcceptedFormat> answers) {
    return new PublishingInbox(
        targets(ids),
        config,
        responses,
        reports,
        gate == null || visit == null ? null : gate.filter(visit),
        webSockets,
        answers);
  }

  /** Whether an application is asked who may publish. */
  boolean asks() {
    return gate != null;
  }

  /**
   * @param visit what hooks are told of the request; null without hooks
   */
  private void serve(
      Exchange exchange, List<Channel> targets, Reports reports, @Nullable Visit visit) {
    PushRequest request = exchange.request();
    switch (request.method()) {
      case "POST" -> publish(exchange, targets, reports, visit);
      case "PUT" -> put(exchange, targets, reports, visit);
      case "GET", "HEAD" ->
          respond(exchange, each(targets, Channel::info), infos -> found(infos, request));
      case "DELETE" -> delete(exchange, targets, reports);
      case "OPTIONS" ->
          exchange.respond(responses.options(METHODS, sentHeaders(), config.cors(), request));
      default -> respond(exchange, responses.methodNotAllowed(METHODS));
    }
  }

  private void delete(Exchange exchange, List<Channel> targets, Reports reports) {
    PushRequest request = exchange.request();
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

  private void put(
      Exchange exchange, List<Channel> targets, Reports reports, @Nullable Visit visit) {
    if (!config.profile().has(Trait.PUT_CREATES)) {
      publish(exchange, targets, reports, visit);
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

  private void publish(
      Exchange exchange, List<Channel> targets, Reports reports, @Nullable Visit visit) {
    String contentType = exchange.request().header("Content-Type").orElse("");
    String named = exchange.request().header("X-EventSource-Event").orElse("");
    if (!MessageDraft.isContentType(contentType) || !MessageDraft.isContentType(named)) {
      respond(
          exchange,
          responses.badRequest(
              "The Content-Type or the X-EventSource-Event has a control character."));
      return;
    }
    String event = config.event().orElseGet(() -> EventName.ofHeader(named));
    if (config.event().isEmpty() && event.equals(EventName.GAP)) {
      respond(exchange, responses.badRequest("Events of this name are the relay's own."));
      return;
    }
    Optional<String> key =
        exchange.request().header("Idempotency-Key").filter(text -> !text.isEmpty());
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
            if (gate == null || visit == null) {
              publish(exchange, targets, draft, draft, key, reports);
            } else {
              gate.filter(
                  exchange,
                  visit,
                  draft,
                  passed -> publish(exchange, targets, draft, passed, key, reports),
                  () -> drop(exchange, targets));
            }
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

  /**
   * @param sent what the publisher sent, by which a second try is known
   * @param draft what is published
   */
  private void publish(
      Exchange exchange,
      List<Channel> targets,
      MessageDraft sent,
      MessageDraft draft,
      Optional<String> key,
      Reports reports) {
    Optional<CompletableFuture<List<PublishResult>>> results =
        key.isEmpty()
            ? Optional.of(publish(targets, draft, reports))
            : window.once(
                key.get(),
                targets.stream().map(Channel::id).toList(),
                sent,
                () -> publish(targets, draft, reports));
    if (results.isPresent()) {
      respond(exchange, results.get(), all -> published(all, exchange.request()));
    } else {
      respond(exchange, responses.keyUsed());
    }
  }

  /** Publishes, and reports it if a channel took it. */
  static CompletableFuture<List<PublishResult>> publish(
      List<Channel> targets, MessageDraft draft, Reports reports) {
    CompletableFuture<List<PublishResult>> published =
        each(targets, channel -> channel.publish(draft));
    return reports == Reports.NONE
        ? published
        : published.thenApply(
            results -> {
              if (results.stream().anyMatch(PublishResult.Accepted.class::isInstance)) {
                reports.say("channel_publish");
              }
              return results;
            });
  }

  /** Answers as if the message had been published, and nobody had waited. */
  private void drop(Exchange exchange, List<Channel> targets) {
    if (config.profile().has(Trait.DROPS_WITH_204)) {
      respond(exchange, PushResponse.of(204));
      return;
    }
    respond(
        exchange,
        each(targets, Channel::info),
        infos -> {
          List<ChannelInfo> existing = infos.stream().flatMap(Optional::stream).toList();
          return existing.isEmpty()
              ? PushResponse.of(202)
              : responses.info(202, existing, exchange.request());
        });
  }

  private Reports reports(PushRequest request, List<ChannelId> ids) {
    return Reports.on(request, ids, events, channels);
  }

  private PushResponse published(List<PublishResult> results, PushRequest request) {
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
