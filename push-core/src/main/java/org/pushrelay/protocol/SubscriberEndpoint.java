package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.Channels;
import org.pushrelay.channel.StoreException;
import org.pushrelay.message.Cursor;
import org.pushrelay.protocol.SubscriberConfig.Option;
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

  /** An endpoint for these channels. */
  public SubscriberEndpoint(Channels channels, SubscriberConfig config, Jitter jitter) {
    this.channels = requireNonNull(channels, "channels");
    this.config = requireNonNull(config, "config");
    requireNonNull(jitter, "jitter");
    boolean jitters = config.options().contains(Option.JITTER);
    this.watched = new WaitTimes(config.policy(), SubscribePolicy.FOREVER, jitters, jitter);
    this.unwatched = new WaitTimes(config.policy(), UNWATCHED_HOLD, jitters, jitter);
    this.responses = new Responses(config.profile(), jitter);
    this.answers = new Answers(new MessageResponses(config), responses);
  }

  @Override
  public void handle(Exchange exchange) {
    PushRequest request = exchange.request();
    ChannelNaming.Named named = config.naming().name(request, config.profile(), responses);
    if (named instanceof ChannelNaming.Named.Refused refused) {
      respond(exchange, refused.answer());
    } else if (request.method().equals("GET") && named instanceof ChannelNaming.Named.Found found) {
      subscribe(exchange, channels.channel(found.id()));
    } else if (request.method().equals("OPTIONS")) {
      exchange.respond(
          responses.options(
              METHODS, "If-None-Match, If-Modified-Since, Origin", config.cors(), request));
    } else {
      respond(exchange, responses.methodNotAllowed(METHODS));
    }
  }

  private void subscribe(Exchange exchange, Channel channel) {
    Optional<Cursor> cursor = cursor(exchange.request());
    if (cursor.isEmpty()) {
      respond(exchange, responses.badRequest("If-Modified-Since or If-None-Match was sent twice."));
      return;
    }
    try {
      subscribe(exchange, channel, cursor.get());
    } catch (StoreException e) {
      log.error("The store failed on channel {}", channel.id(), e);
      respond(exchange, responses.storeFailed());
    }
  }

  private void subscribe(Exchange exchange, Channel channel, Cursor cursor) {
    List<Header> cors = config.cors().headers(exchange.request());
    if (config.policy().waits()) {
      new LongPoll(exchange, channel, answers, cors).begin(cursor, policy(exchange));
    } else {
      channel.subscribe(cursor, config.policy(), new IntervalPoll(exchange, answers, cors));
    }
  }

  private Optional<Cursor> cursor(PushRequest request) {
    boolean skipsQueue =
        config.options().contains(Option.IGNORE_QUEUE_ON_NO_CACHE)
            && config.policy().waits()
            && asksNoCache(request);
    return skipsQueue ? Optional.of(Cursor.newest()) : MessageIdHeaders.read(request);
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
