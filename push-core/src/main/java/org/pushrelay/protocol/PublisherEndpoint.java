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
import org.pushrelay.hook.Visit;
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
public final class PublisherEndpoint implements ExchangeHandler {
  private static final String METHODS = "GET, POST, PUT, DELETE, OPTIONS";

  /** What changes a channel. */
  private static final Set<String> CHANGING = Set.of("POST", "PUT", "DELETE");

  private final Relay relay;
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
    this.relay = relay;
    this.channels = relay.channels();
    this.config = requireNonNull(config, "config");
    this.responses = new Responses(config.profile(), relay.jitter());
    this.window = relay.window();
    this.webSockets =
        new WebSockets(config.webSockets(), config.profile(), config.cors(), responses, relay);
    this.attendance = relay.attendance();
    this.gate = Gate.of(config, attendance, responses);
  }

  @Override
  public void handle(Exchange exchange) {
    EarlyWebSocket.handle(exchange, webSockets, false, this::serve);
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
      answer(exchange).respond(responses.upgradeRequired(request));
      return;
    }
    ChannelNaming.Named named = name(request);
    if (named instanceof ChannelNaming.Named.Refused refused) {
      answer(exchange).respond(refused.answer());
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
      answer(exchange).respond(responses.noSuchPublisherKind());
      return;
    }
    if (isReserved(ids) && (asksForWebSocket || CHANGING.contains(method))) {
      answer(exchange).respond(responses.groupReserved());
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

  private Targets targets(List<ChannelId> ids) {
    return new Targets(
        ids.size() == 1
            ? List.of(channels.channel(ids.get(0)))
            : ids.stream().map(channels::channel).toList());
  }

  /** Whether a channel is of the group that the relay publishes events to. */
  private static boolean isReserved(List<ChannelId> ids) {
    return ids.stream().anyMatch(id -> id.group().equals(ChannelEvents.GROUP));
  }

  private boolean allows(PublisherKind kind) {
    return config.kinds().contains(kind);
  }

  private void webSocket(Exchange exchange, List<ChannelId> ids) {
    PushRequest request = exchange.request();
    AcceptedFormat format = AcceptedFormat.best(request.headers("Accept"));
    WebSockets.Opening opening = webSockets.opening(exchange, false);
    if (opening instanceof WebSockets.Opening.Refused refused) {
      answer(exchange).respond(refused.answer());
    } else if (opening instanceof WebSockets.Opening.Granted granted) {
      Handshake.Accepted handshake = granted.handshake();
      Visit visit = gate == null ? null : gate.visit(request, PublisherKind.WEB_SOCKET, ids);
      WebSocketInbox inbox;
      try {
        inbox = inbox(request, ids, visit, Optional.of(format));
      } catch (IllegalArgumentException e) {
        answer(exchange).respond(responses.unusableBuffer(e));
        return;
      }
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
    List<ChannelId> ids = named.channels();
    if (isReserved(ids)) {
      return new WebSockets.Inbox.Found(otherwise);
    }
    Visit visit = gate == null ? null : gate.visit(request, PublisherKind.WEB_SOCKET, ids);
    WebSocketInbox inbox;
    try {
      inbox = inbox(request, ids, visit, Optional.empty());
    } catch (IllegalArgumentException e) {
      return new WebSockets.Inbox.Refused(responses.unusableBuffer(e));
    }
    return gate == null || visit == null
        ? new WebSockets.Inbox.Found(inbox)
        : new WebSockets.Inbox.Guarded(inbox, gate.question(visit));
  }

  /**
   * Makes what becomes of the messages of one WebSocket.
   *
   * @throws IllegalArgumentException if the request does not say how its messages are kept
   */
  private WebSocketInbox inbox(
      PushRequest request,
      List<ChannelId> ids,
      @Nullable Visit visit,
      Optional<AcceptedFormat> confirmations) {
    return new PublishingInbox(
        targets(ids),
        config,
        config.bufferFor(request),
        responses,
        reports(request, ids),
        gate == null || visit == null ? null : gate.filter(visit),
        webSockets,
        confirmations);
  }

  /** Whether an application is asked who may publish. */
  boolean asks() {
    return gate != null;
  }

  /**
   * @param visit what hooks are told of the request; null without hooks
   */
  private void serve(Exchange exchange, Targets targets, Reports reports, @Nullable Visit visit) {
    PushRequest request = exchange.request();
    PublisherAnswer answer = answer(exchange);
    switch (request.method()) {
      case "POST" -> publish(exchange, answer, targets, reports, visit);
      case "PUT" -> put(exchange, answer, targets, reports, visit);
      case "GET", "HEAD" -> answer.respond(targets.each(Channel::info), answer::found);
      case "DELETE" -> delete(answer, targets, reports);
      case "OPTIONS" ->
          exchange.respond(responses.options(METHODS, sentHeaders(), config.cors(), request));
      default -> answer.respond(responses.methodNotAllowed(METHODS));
    }
  }

  private PublisherAnswer answer(Exchange exchange) {
    return new PublisherAnswer(exchange, responses, config.cors());
  }

  private static void delete(PublisherAnswer answer, Targets targets, Reports reports) {
    answer.respond(targets.delete(reports), answer::found);
  }

  private String sentHeaders() {
    return config.profile().has(Trait.PREFLIGHTS_FOR_ALL)
        ? "Content-Type, Origin"
        : "Content-Type, Idempotency-Key, X-EventSource-Event, Origin";
  }

  private void put(
      Exchange exchange,
      PublisherAnswer answer,
      Targets targets,
      Reports reports,
      @Nullable Visit visit) {
    if (!config.profile().has(Trait.PUT_CREATES)) {
      publish(exchange, answer, targets, reports, visit);
      return;
    }
    answer.respond(
        targets.each(channel -> channel.create(config.buffer().channelTimeout())),
        infos ->
            infos.stream().allMatch(Optional::isPresent)
                ? answer.found(infos)
                : notCreated(targets));
  }

  private PushResponse notCreated(Targets targets) {
    if (channels.isDraining()) {
      return responses.draining();
    }
    boolean groupFull = targets.ids().stream().anyMatch(id -> channels.groups().isFull(id.group()));
    return responses.refused(
        groupFull ? PublishResult.Refused.GROUP_CHANNELS : PublishResult.Refused.NO_ROOM);
  }

  private void publish(
      Exchange exchange,
      PublisherAnswer answer,
      Targets targets,
      Reports reports,
      @Nullable Visit visit) {
    new Publication(exchange, config, answer, window, targets, reports, gate, visit).begin();
  }

  private Reports reports(PushRequest request, List<ChannelId> ids) {
    return Reports.on(request, ids, events, relay);
  }
}
