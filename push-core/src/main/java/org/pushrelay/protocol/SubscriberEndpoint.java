package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.Channels;
import org.pushrelay.channel.StoreException;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.message.Cursor;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.time.Jitter;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.websocket.Handshake;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriber's side of a channel (Basic HTTP Push Relay Protocol, 2): GET asks for the message
 * after the one that the client has. Safe from any thread.
 */
final class SubscriberEndpoint implements ExchangeHandler {
  private static final Logger log = LoggerFactory.getLogger(SubscriberEndpoint.class);
  private static final String METHODS = "GET, OPTIONS";

  /** What pages of other origins may send; scripts that stand in for EventSource send all. */
  static final String REQUEST_HEADERS =
      "If-None-Match, If-Modified-Since, Last-Event-ID, Cache-Control, Content-Type, Origin";

  /** What Nchan lets such pages send. */
  static final String NCHANS_REQUEST_HEADERS =
      "If-None-Match, If-Modified-Since, Content-Type, Cache-Control, X-EventSource-Event";

  /**
   * The longest hold where the transport cannot see that a client left: no ghost keeps a place, or
   * makes a publisher believe in a subscriber, for longer.
   */
  static final Duration UNWATCHED_HOLD = Duration.ofSeconds(30);

  private final EndpointContext relay;
  private final Channels channels;
  private final Timers timers;
  private final SubscriberConfig config;
  private final JitteredTimeouts watched;
  private final JitteredTimeouts unwatched;
  private final Responses responses;
  private final PollResponses pollResponses;
  private final Header exposed;
  private final KindNegotiation choice;
  private final CursorReader cursors;
  private final SubscribePolicy streamWait;
  private final StreamPolicy streamPolicy;
  private final StreamFormat eventStream;
  private final StreamFormat chunked;
  private final StreamFormat raw;
  private final @Nullable SubscribeAuthorization subscribeAuthorization;
  private final StreamPolicy webSocketPolicy;
  private final WebSockets webSockets;
  private final WebSocketInbox closedInbox;
  private final @Nullable PublisherEndpoint publisher;

  /** An endpoint of this relay. */
  SubscriberEndpoint(EndpointContext relay, SubscriberConfig config) {
    this(relay, config, null);
  }

  /**
   * An endpoint of this relay.
   *
   * @param publisher publishes what comes over WebSockets; null if nothing may come
   */
  SubscriberEndpoint(
      EndpointContext relay, SubscriberConfig config, @Nullable PublisherEndpoint publisher) {
    this.relay = relay;
    this.channels = relay.channels();
    this.timers = relay.timers();
    this.config = requireNonNull(config, "config");
    Jitter jitter = relay.jitter();
    boolean jitters = config.jitter();
    this.watched = new JitteredTimeouts(config.policy(), SubscribePolicy.FOREVER, jitters, jitter);
    this.unwatched = new JitteredTimeouts(config.policy(), UNWATCHED_HOLD, jitters, jitter);
    this.responses = new Responses(config.profile(), jitter);
    this.pollResponses = new PollResponses(new MessageResponses(config), responses);
    this.choice =
        new KindNegotiation(
            config.policy().waits() ? config.kinds() : Set.of(SubscriberKind.LONG_POLL),
            config.profile().has(Trait.POLLS_INSTEAD));
    this.exposed = Cors.exposed(config.resume().etagHeader());
    this.cursors = new CursorReader(config.resume(), config.profile());
    this.streamWait = config.policy().toBuilder().timeout(config.streamTimeout()).build();
    this.streamPolicy =
        config.streams().policy().toBuilder()
            .endsWithOneChannel(config.profile().has(Trait.ENDS_WITH_ONE_CHANNEL))
            .build();
    this.eventStream = new EventStreamFormat(config.streams(), config.profile());
    this.chunked = new ChunkedFormat(config.streamedContentType());
    this.raw =
        new RawStreamFormat(
            config.streamedContentType(), config.streams().separator(), config.profile());
    WebSocketConfig webSocket = config.webSockets();
    this.webSocketPolicy = streamPolicy.toBuilder().heartbeat(webSocket.pingInterval()).build();
    this.webSockets = new WebSockets(webSocket, config.profile(), config.cors(), responses, relay);
    this.publisher = publisher;
    this.closedInbox =
        WebSocketInbox.closed(
            config.profile().has(Trait.NCHAN_WORDS) ? "Publish" : "Publishing not allowed");
    this.subscribeAuthorization =
        SubscribeAuthorization.of(
            config,
            relay.clientRegistry(),
            responses,
            publisher != null && publisher.requiresAuthorization());
  }

  @Override
  public void handle(Exchange exchange) {
    DeferredWebSocket.handle(exchange, webSockets, true, this::serve);
  }

  private void serve(Exchange exchange) {
    PushRequest request = exchange.request();
    if (responses.refusesOrigin(config.cors(), request)) {
      exchange.respond(responses.originRefused(config.cors(), request));
      return;
    }
    if (Handshake.lacksUpgrade(request)) {
      respond(exchange, responses.upgradeRequired(request));
      return;
    }
    ChannelNaming.Named named = config.naming().name(request, config.profile(), responses);
    if (named instanceof ChannelNaming.Named.Refused refused) {
      respond(exchange, refused.response());
    } else if (request.method().equals("GET")) {
      subscribe(exchange, named.channels());
    } else if (request.method().equals("OPTIONS")) {
      exchange.respond(responses.options(METHODS, sentHeaders(), config.cors(), request));
    } else {
      respond(exchange, responses.notAllowed(request.method(), METHODS));
    }
  }

  private String sentHeaders() {
    if (config.profile().has(Trait.PREFLIGHTS_FOR_ALL)) {
      return "If-None-Match, If-Modified-Since, Origin";
    }
    return config.profile().has(Trait.NCHAN_PREFLIGHTS) ? NCHANS_REQUEST_HEADERS : REQUEST_HEADERS;
  }

  private void subscribe(Exchange exchange, List<ChannelId> ids) {
    Optional<SubscriberKind> kind = choice.of(exchange.request());
    if (kind.isEmpty()) {
      respond(exchange, responses.noSuchKind(KindNegotiation.refused(exchange.request())));
      return;
    }
    if (!exchange.mayBeHeld() && isHeld(kind.get())) {
      respond(exchange, responses.noMemoryToHold());
      return;
    }
    Optional<Cursor> cursor = cursor(exchange.request(), kind.get(), ids.size());
    if (cursor.isEmpty()) {
      respond(exchange, responses.unreadableId());
      return;
    }
    Way way = way(exchange, ids, kind.get(), cursor.get());
    if (way == null) {
      return;
    }
    if (subscribeAuthorization == null) {
      Subscription unused = begin(exchange, ids, way);
      return;
    }
    subscribeAuthorization.receive(
        exchange,
        accessRequest(exchange.request(), ids, kind.get(), cursor.get()),
        kind.get() == SubscriberKind.LONG_POLL,
        config.cors().headers(exchange.request(), exposed),
        trackedExchange -> begin(trackedExchange, ids, way),
        way.more(ids));
  }

  /** Whether a subscriber of this kind stays until there is a message, or longer. */
  private boolean isHeld(SubscriberKind kind) {
    return kind != SubscriberKind.LONG_POLL || config.policy().waits();
  }

  private AccessRequest accessRequest(
      PushRequest request, List<ChannelId> ids, SubscriberKind kind, Cursor cursor) {
    String label =
        kind == SubscriberKind.LONG_POLL && !config.policy().waits()
            ? IntervalPoll.KIND
            : kind.label();
    String messageId =
        cursor instanceof Cursor.After after
            ? after.id().toString()
            : cursor instanceof Cursor.Multiplexed several ? several.id().toString() : "";
    List<String> headers = config.hooks().headers();
    return AccessRequest.of(AccessRequest.Role.SUBSCRIBER, label, ids, messageId, request, headers);
  }

  /** Subscribes. No code reads the request from here on, since it may be gone. */
  private Subscription begin(Exchange exchange, List<ChannelId> ids, Way way) {
    try {
      return way.begin(exchange);
    } catch (StoreException e) {
      log.error("The store failed on channel {}", ids.get(0), e);
      exchange.respond(responses.storeFailed());
      return Subscription.ENDED;
    }
  }

  /** All that is needed to subscribe, taken from the request beforehand. */
  private interface Way {
    Subscription begin(Exchange exchange);

    /** What else the client gets, if the application allows that, too; null if there is nothing. */
    default SubscribeAuthorization.@Nullable More more(List<ChannelId> ids) {
      return null;
    }
  }

  /** Subscribes, and publishes over the same WebSocket if the application allows it. */
  private final class GuardedWay implements Way {
    private final Way subscribes;
    private final Way publishesToo;
    private final Supplier<CompletableFuture<AuthDecision>> question;

    GuardedWay(
        Way subscribes, Way publishesToo, Supplier<CompletableFuture<AuthDecision>> question) {
      this.subscribes = subscribes;
      this.publishesToo = publishesToo;
      this.question = question;
    }

    @Override
    public Subscription begin(Exchange exchange) {
      return subscribes.begin(exchange);
    }

    @Override
    public SubscribeAuthorization.More more(List<ChannelId> ids) {
      return new SubscribeAuthorization.More(
          question,
          trackedExchange -> SubscriberEndpoint.this.begin(trackedExchange, ids, publishesToo));
    }
  }

  /** The way to subscribe; null if the exchange is answered instead. */
  private @Nullable Way way(
      Exchange exchange, List<ChannelId> ids, SubscriberKind kind, Cursor cursor) {
    List<Header> cors = config.cors().headers(exchange.request(), exposed);
    MetaEventPublisher metaEventPublisher =
        MetaEventPublisher.on(exchange.request(), ids, config.metaEvents(), relay);
    return switch (kind) {
      case LONG_POLL -> poll(exchange.request(), ids, cursor, cors, metaEventPublisher);
      case EVENT_STREAM -> stream(ids, cursor, cors, eventStream, metaEventPublisher);
      case MULTIPART ->
          stream(
              ids,
              cursor,
              cors,
              new MultipartFormat(config.streamedContentType(), config.profile(), config.resume()),
              metaEventPublisher);
      case CHUNKED -> stream(ids, cursor, cors, chunked, metaEventPublisher);
      case RAW_STREAM -> stream(ids, cursor, cors, raw, metaEventPublisher);
      case WEB_SOCKET -> webSocket(exchange, ids, cursor, cors, metaEventPublisher);
    };
  }

  private Way poll(
      PushRequest request,
      List<ChannelId> ids,
      Cursor cursor,
      List<Header> cors,
      MetaEventPublisher metaEventPublisher) {
    boolean waits = config.policy().waits();
    boolean several = config.streams().pollResponseMode() != PollResponseMode.ONE;
    IntervalPoll.Position position =
        waits ? IntervalPoll.Position.UNUSED : IntervalPoll.Position.of(request, cursor);
    if (ids.size() > 1 || several) {
      return exchange ->
          channels.stream(
              ids,
              cursor,
              waits ? policy(exchange) : config.policy(),
              StreamPolicy.NO_HEARTBEAT,
              metaEventPublisher.onPoll(
                  new StreamBackedPoll(exchange, pollResponses, position, cors, waits, several)));
    }
    Channel channel = channels.channel(ids.get(0));
    if (waits) {
      return exchange ->
          new LongPoll(exchange, channel, pollResponses, cors)
              .begin(cursor, policy(exchange), metaEventPublisher);
    }
    return exchange ->
        metaEventPublisher.subscribe(
            channel,
            cursor,
            config.policy(),
            new IntervalPoll(exchange, pollResponses, position, cors));
  }

  private Way stream(
      List<ChannelId> ids,
      Cursor cursor,
      List<Header> cors,
      StreamFormat format,
      MetaEventPublisher metaEventPublisher) {
    return exchange ->
        channels.stream(
            ids,
            cursor,
            streamWait,
            streamPolicy,
            metaEventPublisher.onStream(
                new ResponseStreamSubscriber(
                    exchange, format, responses, config.profile(), cors, timers)));
  }

  private @Nullable Way webSocket(
      Exchange exchange,
      List<ChannelId> ids,
      Cursor cursor,
      List<Header> cors,
      MetaEventPublisher metaEventPublisher) {
    WebSockets.Opening opening = webSockets.opening(exchange, true);
    WebSockets.Inbox inbox =
        publisher == null
            ? new WebSockets.Inbox.Found(closedInbox)
            : publisher.inbox(exchange.request(), closedInbox);
    if (opening instanceof WebSockets.Opening.Refused refused) {
      respond(exchange, refused.response());
      return null;
    }
    if (inbox instanceof WebSockets.Inbox.Refused refused) {
      respond(exchange, refused.response());
      return null;
    }
    Handshake.Accepted handshake = ((WebSockets.Opening.Granted) opening).handshake();
    Function<WebSocketInbox, Way> way =
        where ->
            trackedExchange ->
                channels.stream(
                    ids,
                    cursor,
                    streamWait,
                    webSocketPolicy,
                    metaEventPublisher.onStream(
                        new WebSocketSubscriber(
                            trackedExchange, handshake, webSockets, cors, where)));
    return inbox instanceof WebSockets.Inbox.Guarded guarded
        ? new GuardedWay(way.apply(closedInbox), way.apply(guarded.inbox()), guarded.question())
        : way.apply(((WebSockets.Inbox.Found) inbox).inbox());
  }

  /** Browsers send no-cache with each request for an event stream, so there it means nothing. */
  private Optional<Cursor> cursor(PushRequest request, SubscriberKind kind, int channels) {
    boolean skipsQueue =
        config.ignoreQueueOnNoCache()
            && kind == SubscriberKind.LONG_POLL
            && config.policy().waits()
            && asksNoCache(request);
    return skipsQueue ? cursors.readSkipping(request, channels) : cursors.read(request, channels);
  }

  private static boolean asksNoCache(PushRequest request) {
    return request
        .header("Cache-Control")
        .or(() -> request.header("Pragma"))
        .filter(value -> value.trim().equalsIgnoreCase("no-cache"))
        .isPresent();
  }

  private SubscribePolicy policy(Exchange exchange) {
    return (exchange.noticesDeparture() ? watched : unwatched).next();
  }

  private void respond(Exchange exchange, PushResponse response) {
    exchange.respond(response.with(config.cors().headers(exchange.request(), exposed)));
  }
}
