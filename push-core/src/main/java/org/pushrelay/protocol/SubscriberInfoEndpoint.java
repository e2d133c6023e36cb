package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/**
 * Lists the subscribers of the channels that a request names, a line for each (Nchan: {@code
 * nchan_subscriber_info}). Has those subscribers whose endpoints say what there is to say of them
 * ({@link org.pushrelay.hook.Hooks#info}). Safe from any thread.
 */
final class SubscriberInfoEndpoint implements ExchangeHandler {
  private static final String METHODS = "GET, OPTIONS";
  private static final Header TEXT = new Header("Content-Type", "text/plain; charset=utf-8");

  private final SubscriberInfoRegistry subscribers;
  private final SubscriberInfoConfig config;
  private final Responses responses;

  /** An endpoint of this relay. */
  SubscriberInfoEndpoint(EndpointContext relay, SubscriberInfoConfig config) {
    this.subscribers = relay.clientRegistry().subscribers();
    this.config = requireNonNull(config, "config");
    this.responses = new Responses(config.profile(), relay.jitter());
  }

  @Override
  public void handle(Exchange exchange) {
    PushRequest request = exchange.request();
    if (responses.refusesOrigin(config.cors(), request)) {
      exchange.respond(responses.originRefused(config.cors(), request));
    } else if (request.method().equals("OPTIONS")) {
      exchange.respond(
          responses.options(METHODS, SubscriberEndpoint.REQUEST_HEADERS, config.cors(), request));
    } else {
      exchange.respond(response(request).with(config.cors().headers(request)));
    }
  }

  private PushResponse response(PushRequest request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return responses.notAllowed(request.method(), METHODS);
    }
    ChannelNaming.Named named = config.naming().name(request, config.profile(), responses);
    return named instanceof ChannelNaming.Named.Refused refused
        ? refused.response()
        : PushResponse.of(200, List.of(TEXT), MessageBody.utf8(lines(named.channels())));
  }

  private String lines(List<ChannelId> channels) {
    StringBuilder lines = new StringBuilder();
    subscribers.lines(channels).forEach(line -> lines.append(line).append('\n'));
    return lines.toString();
  }
}
