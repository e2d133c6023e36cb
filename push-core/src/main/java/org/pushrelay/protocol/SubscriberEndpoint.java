package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.Channels;
import org.pushrelay.channel.StoreException;
import org.pushrelay.message.Cursor;
import org.pushrelay.protocol.SubscriberConfig.Option;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.time.Jitter;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriber's side of a channel (Basic HTTP Push Relay Protocol, 2): GET asks for the message
 * after the one that the client has. Safe from any thread.
 */
public final class SubscriberEndpoint implements ExchangeHandler {
  private static final Logger log = LoggerFactory.getLogger(SubscriberEndpoint.class);
  private static final String METHODS = "GET, OPTIONS";
  private static final String UNREADABLE_ID =
      "Message ID invalid: If-Modified-Since and If-None-Match, or the last event id, cannot be read.";

  /**
   * The longest hold where the transport cannot see that a client left: no ghost keeps a place, or
   * makes a publisher believe in a subscriber, for longer.
   */
  static final Duration UNWATCHED_HOLD = Duration.ofSeconds(30);

  private final Channels channels;
  private final SubscriberConfig config;
  private final WaitTimes watched;
  private final WaitTimes unwatched;
  private final Responses responses;
  private final Answers answers;
  private final KindChoice choice;
  private final CursorReader cursors;
  private final SubscribePolicy streamWait;
  private final StreamPolicy streamPolicy;
  private final StreamFormat eventStream;
  private final StreamFormat chunked;
  private final StreamFormat raw;
  private final ChannelEvents events;

  /** An endpoint for these channels. */
  public SubscriberEndpoint(Channels channels, SubscriberConfig config, Jitter jitter) {
    this(channels, config, jitter, ChannelEvents.NONE);
  }

  /** An endpoint for these channels that publishes what happens on them. */
  public SubscriberEndpoint(
      Channels channels, SubscriberConfig config, Jitter jitter, ChannelEvents events) {
    this.events = requireNonNull(events, "events");
    this.channels = requireNonNull(channels, "channels");
    this.config = requireNonNull(config, "config");
    requireNonNull(jitter, "jitter");
    boolean jitters = config.options().contains(Option.JITTER);
    this.watched = new WaitTimes(config.policy(), SubscribePolicy.FOREVER, jitters, jitter);
    this.unwatched = new WaitTimes(config.policy(), UNWATCHED_HOLD, jitters, jitter);
    this.responses = new Responses(config.profile(), jitter);
    this.answers = new Answers(new MessageResponses(config), responses);
    this.choice =
        new KindChoice(config.policy().waits() ? config.kinds() : Set.of(SubscriberKind.LONG_POLL));
    this.cursors = new CursorReader(config.resume(), config.profile());
    this.streamWait = config.policy().withTimeout(config.streamTimeout());
    this.streamPolicy =
        config
            .streams()
            .policy()
            .withEndsWithOneChannel(config.profile().has(Trait.ENDS_WITH_ONE_CHANNEL));
    this.eventStream = new EventStreamFormat(config.streams(), config.profile());
    this.chunked = new ChunkedFormat(config.defaultContentType());
    this.raw = new RawStreamFormat(config.defaultContentType(), config.streams().separator());
  }

  @Override
  public void handle(Exchange exchange) {
    PushRequest request = exchange.request();
    ChannelNaming.Named named = config.naming().name(request, config.profile(), responses);
    if (named instanceof ChannelNaming.Named.Refused refused) {
      respond(exchange, refused.answer());
    } else if (request.method().equals("GET")) {
      subscribe(exchange, named);
    } else if (request.method().equals("OPTIONS")) {
      exchange.respond(
          responses.options(
              METHODS, "If-None-Match, If-Modified-Since, Origin", config.cors(), request));
    } else {
      respond(exchange, responses.methodNotAllowed(METHODS));
    }
  }

  private void subscribe(Exchange exchange, ChannelNaming.Named named) {
    if (named instanceof ChannelNaming.Named.Found found) {
      subscribe(exchange, List.of(found.id()));
    } else if (named instanceof ChannelNaming.Named.Several several) {
      subscribe(exchange, several.ids());
    }
  }

  private void subscribe(Exchange exchange, List<ChannelId> ids) {
    Optional<SubscriberKind> kind = choice.of(exchange.request());
    if (kind.isEmpty()) {
      respond(exchange, responses.noSuchKind());
      return;
    }
    Optional<Cursor> cursor = cursor(exchange.request(), ids.size());
    if (cursor.isEmpty()) {
      respond(exchange, responses.badRequest(UNREADABLE_ID));
      return;
    }
    try {
      subscribe(exchange, ids, kind.get(), cursor.get());
    } catch (StoreException e) {
      log.error("The store failed on channel {}", ids.get(0), e);
      respond(exchange, responses.storeFailed());
    }
  }

  private void subscribe(
      Exchange exchange, List<ChannelId> ids, SubscriberKind kind, Cursor cursor) {
    List<Header> cors = config.cors().headers(exchange.request());
    Reports reports = Reports.on(exchange.request(), ids, events, channels);
    switch (kind) {
      case LONG_POLL -> poll(exchange, ids, cursor, cors, reports);
      case EVENT_STREAM -> stream(exchange, ids, cursor, cors, eventStream, reports);
      case MULTIPART ->
          stream(
              exchange,
              ids,
              cursor,
              cors,
              new MultipartFormat(config.defaultContentType(), config.profile()),
              reports);
      case CHUNKED -> stream(exchange, ids, cursor, cors, chunked, reports);
      case RAW_STREAM -> stream(exchange, ids, cursor, cors, raw, reports);
      case WEB_SOCKET -> respond(exchange, responses.noSuchKind());
    }
  }

  private void poll(
      Exchange exchange, List<ChannelId> ids, Cursor cursor, List<Header> cors, Reports reports) {
    boolean waits = config.policy().waits();
    boolean several = config.streams().pollBatch() != PollBatch.ONE;
    if (ids.size() > 1 || several) {
      channels.stream(
          ids,
          cursor,
          waits ? policy(exchange) : config.policy(),
          StreamPolicy.DEFAULT,
          reports.on(new StreamedPoll(exchange, answers, cors, waits, several)));
      return;
    }
    Channel channel = channels.channel(ids.get(0));
    if (waits) {
      new LongPoll(exchange, channel, answers, cors).begin(cursor, policy(exchange), reports);
    } else {
      reports.subscribe(
          channel, cursor, config.policy(), new IntervalPoll(exchange, answers, cors));
    }
  }

  private void stream(
      Exchange exchange,
      List<ChannelId> ids,
      Cursor cursor,
      List<Header> cors,
      StreamFormat format,
      Reports reports) {
    StreamAnswer answer = new StreamAnswer(exchange, format, responses, config.profile(), cors);
    channels.stream(ids, cursor, streamWait, streamPolicy, reports.on(answer));
  }

  private Optional<Cursor> cursor(PushRequest request, int channels) {
    boolean skipsQueue =
        config.options().contains(Option.IGNORE_QUEUE_ON_NO_CACHE)
            && config.policy().waits()
            && asksNoCache(request);
    return skipsQueue ? Optional.of(Cursor.newest()) : cursors.read(request, channels);
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
    exchange.respond(response.with(config.cors().headers(exchange.request())));
  }
}
