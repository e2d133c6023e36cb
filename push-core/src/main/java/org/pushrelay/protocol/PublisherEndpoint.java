package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.Channels;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.websocket.Handshake;

/**
 * The publisher's side of a channel (Basic HTTP Push Relay Protocol, 3): POST publishes, PUT
 * publishes or creates, GET and HEAD ask, DELETE deletes. Safe from any thread.
 */
final class PublisherEndpoint implements ExchangeHandler {
  private static final String METHODS = "GET, POST, PUT, DELETE, OPTIONS";

  /** What changes a channel. */
  private static final Set<String> CHANGING = Set.of("POST", "PUT", "DELETE");

  private final EndpointContext relay;
  private final Channels channels;
  private final PublisherConfig config;
  private final Responses responses;
  private final IdempotencyWindow window;
  private final ClientRegistry clientRegistry;
  private final @Nullable PublishAuthorization publishAuthorization;
  private final WebSockets webSockets;

  /** An endpoint of this relay. */
  PublisherEndpoint(EndpointContext relay, PublisherConfig config) {
    this.relay = relay;
    this.channels = relay.channels();
    this.config = requireNonNull(config, "config");
    this.responses = new Responses(config.profile(), relay.jitter());
    this.window = relay.window();
    this.webSockets =
        new WebSockets(config.webSockets(), config.profile(), config.cors(), responses, relay);
    this.clientRegistry = relay.clientRegistry();
    this.publishAuthorization = PublishAuthorization.of(config, clientRegistry, responses);
  }

  @Override
  public void handle(Exchange exchange) {
    DeferredWebSocket.handle(exchange, webSockets, false, this::serve);
  }

  private void serve(Exchange exchange) {
    PushRequest request = exchange.request();
    if (responses.refusesOrigin(config.cors(), request)) {
      exchange.respond(responses.originRefused(config.cors(), request));
      return;
    }
    if (config.hooks().authorizer().isPresent() && config.cors().isForged(request)) {
      exchange.respond(Responses.forged());
      return;
    }
    if (Handshake.lacksUpgrade(request)) {
      responder(exchange).respond(responses.upgradeRequired(request));
      return;
    }
    ChannelNaming.Named named = name(request);
    if (named instanceof ChannelNaming.Named.Refused refused) {
      responder(exchange).respond(refused.response());
    } else {
      handle(exchange, named.channels());
    }
  }

  private ChannelNaming.Named name(PushRequest request) {
    return config.naming().name(request, config.profile(), responses);
  }

  private void handle(Exchange exchange, List<ChannelId> ids) {
    // the head may be gone when the application has answered: what is needed of it is taken here
    PushRequest request = exchange.request();
    String method = request.method();
    boolean asksForWebSocket = method.equals("GET") && Handshake.isAskedFor(request);
    PublisherKind kind = asksForWebSocket ? PublisherKind.WEB_SOCKET : PublisherKind.HTTP;
    if (!allows(kind)) {
      responder(exchange).respond(responses.noSuchPublisherKind());
      return;
    }
    if (isReserved(ids) && (asksForWebSocket || CHANGING.contains(method))) {
      responder(exchange).respond(responses.groupReserved());
      return;
    }
    if (asksForWebSocket) {
      webSocket(exchange, ids);
      return;
    }
    MetaEventPublisher metaEventPublisher = metaEventPublisher(request, ids);
    if (publishAuthorization == null || method.equals("OPTIONS")) {
      serve(exchange, channelFanOut(ids), metaEventPublisher, null);
      return;
    }
    AccessRequest accessRequest = publishAuthorization.accessRequest(request, kind, ids);
    boolean brings =
        method.equals("POST") || (method.equals("PUT") && !config.profile().has(Trait.PUT_CREATES));
    publishAuthorization.pass(
        exchange,
        accessRequest,
        brings,
        authorizingPublishExchange ->
            serve(
                authorizingPublishExchange, channelFanOut(ids), metaEventPublisher, accessRequest));
  }

  private ChannelFanOut channelFanOut(List<ChannelId> ids) {
    return new ChannelFanOut(
        ids.size() == 1
            ? List.of(channels.channel(ids.get(0)))
            : ids.stream().map(channels::channel).toList());
  }

  /** Whether a channel is of the group that the relay publishes events to. */
  private static boolean isReserved(List<ChannelId> ids) {
    return ids.stream().anyMatch(id -> id.group().equals(MetaEventConfig.GROUP));
  }

  private boolean allows(PublisherKind kind) {
    return config.kinds().contains(kind);
  }

  private void webSocket(Exchange exchange, List<ChannelId> ids) {
    PushRequest request = exchange.request();
    AcceptedFormat format = AcceptedFormat.best(request.headers("Accept"));
    WebSockets.Opening opening = webSockets.opening(exchange, false);
    if (opening instanceof WebSockets.Opening.Refused refused) {
      responder(exchange).respond(refused.response());
    } else if (opening instanceof WebSockets.Opening.Granted granted) {
      Handshake.Accepted handshake = granted.handshake();
      AccessRequest accessRequest =
          publishAuthorization == null
              ? null
              : publishAuthorization.accessRequest(request, PublisherKind.WEB_SOCKET, ids);
      WebSocketInbox inbox;
      try {
        inbox = inbox(request, ids, accessRequest, Optional.of(format));
      } catch (IllegalArgumentException e) {
        responder(exchange).respond(responses.unusableBuffer(e));
        return;
      }
      Function<Exchange, Subscription> entrance =
          trackedExchange ->
              new WebSocketPublisher(handshake, webSockets, inbox, clientRegistry)
                  .begin(trackedExchange, handshake);
      if (publishAuthorization == null || accessRequest == null) {
        Subscription unused = entrance.apply(exchange);
      } else {
        publishAuthorization.receive(exchange, accessRequest, entrance);
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
      return new WebSockets.Inbox.Refused(refused.response());
    }
    if (!config.cors().allowsWebSocket(request)) {
      return new WebSockets.Inbox.Refused(responses.otherOrigin());
    }
    List<ChannelId> ids = named.channels();
    if (isReserved(ids)) {
      return new WebSockets.Inbox.Found(otherwise);
    }
    AccessRequest accessRequest =
        publishAuthorization == null
            ? null
            : publishAuthorization.accessRequest(request, PublisherKind.WEB_SOCKET, ids);
    WebSocketInbox inbox;
    try {
      inbox = inbox(request, ids, accessRequest, Optional.empty());
    } catch (IllegalArgumentException e) {
      return new WebSockets.Inbox.Refused(responses.unusableBuffer(e));
    }
    return publishAuthorization == null || accessRequest == null
        ? new WebSockets.Inbox.Found(inbox)
        : new WebSockets.Inbox.Guarded(inbox, publishAuthorization.question(accessRequest));
  }

  /**
   * Makes what becomes of the messages of one WebSocket.
   *
   * @throws IllegalArgumentException if the request does not say how its messages are kept
   */
  private WebSocketInbox inbox(
      PushRequest request,
      List<ChannelId> ids,
      @Nullable AccessRequest accessRequest,
      Optional<AcceptedFormat> confirmations) {
    return new PublishingInbox(
        channelFanOut(ids),
        config,
        config.bufferFor(request),
        responses,
        metaEventPublisher(request, ids),
        publishAuthorization == null || accessRequest == null
            ? null
            : publishAuthorization.filter(accessRequest),
        webSockets,
        confirmations);
  }

  /** Whether an application is asked who may publish. */
  boolean requiresAuthorization() {
    return publishAuthorization != null;
  }

  /**
   * @param accessRequest what hooks are told of the request; null without hooks
   */
  private void serve(
      Exchange exchange,
      ChannelFanOut channelFanOut,
      MetaEventPublisher metaEventPublisher,
      @Nullable AccessRequest accessRequest) {
    PushRequest request = exchange.request();
    PublishResponder response = responder(exchange);
    switch (request.method()) {
      case "POST" -> publish(exchange, response, channelFanOut, metaEventPublisher, accessRequest);
      case "PUT" -> put(exchange, response, channelFanOut, metaEventPublisher, accessRequest);
      case "GET", "HEAD" -> response.respond(channelFanOut.each(Channel::info), response::found);
      case "DELETE" -> delete(response, channelFanOut, metaEventPublisher);
      case "OPTIONS" ->
          exchange.respond(responses.options(METHODS, sentHeaders(), config.cors(), request));
      default -> response.respond(responses.methodNotAllowed(METHODS));
    }
  }

  private PublishResponder responder(Exchange exchange) {
    return new PublishResponder(exchange, responses, config.cors());
  }

  private static void delete(
      PublishResponder response,
      ChannelFanOut channelFanOut,
      MetaEventPublisher metaEventPublisher) {
    response.respond(channelFanOut.delete(metaEventPublisher), response::found);
  }

  private String sentHeaders() {
    return config.profile().has(Trait.PREFLIGHTS_FOR_ALL)
        ? "Content-Type, Origin"
        : "Content-Type, Idempotency-Key, X-EventSource-Event, Origin";
  }

  private void put(
      Exchange exchange,
      PublishResponder response,
      ChannelFanOut channelFanOut,
      MetaEventPublisher metaEventPublisher,
      @Nullable AccessRequest accessRequest) {
    if (!config.profile().has(Trait.PUT_CREATES)) {
      publish(exchange, response, channelFanOut, metaEventPublisher, accessRequest);
      return;
    }
    response.respond(
        channelFanOut.each(channel -> channel.create(config.buffer().channelTimeout())),
        infos ->
            infos.stream().allMatch(Optional::isPresent)
                ? response.found(infos)
                : notCreated(channelFanOut));
  }

  private PushResponse notCreated(ChannelFanOut channelFanOut) {
    if (channels.isDraining()) {
      return responses.draining();
    }
    boolean groupFull =
        channelFanOut.ids().stream().anyMatch(id -> channels.groups().isFull(id.group()));
    return responses.refused(
        groupFull ? PublishResult.Refused.GROUP_CHANNELS : PublishResult.Refused.NO_ROOM);
  }

  private void publish(
      Exchange exchange,
      PublishResponder response,
      ChannelFanOut channelFanOut,
      MetaEventPublisher metaEventPublisher,
      @Nullable AccessRequest accessRequest) {
    new Publication(
            exchange,
            config,
            response,
            window,
            channelFanOut,
            metaEventPublisher,
            publishAuthorization,
            accessRequest)
        .begin();
  }

  private MetaEventPublisher metaEventPublisher(PushRequest request, List<ChannelId> ids) {
    return MetaEventPublisher.on(request, ids, config.metaEvents(), relay);
  }
}
