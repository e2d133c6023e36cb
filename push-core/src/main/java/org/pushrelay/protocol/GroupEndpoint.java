package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.pushrelay.channel.ChannelGroups;
import org.pushrelay.channel.GroupInfo;
import org.pushrelay.channel.GroupLimits;
import org.pushrelay.channel.StorageUsage;
import org.pushrelay.protocol.GroupConfig.Access;
import org.pushrelay.protocol.GroupConfig.Limit;
import org.pushrelay.time.Jitter;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is used by a group of channels, and what may be (Nchan: {@code nchan_group_location}): GET
 * and HEAD ask, POST sets limits, DELETE deletes all channels. Safe from any thread.
 */
final class GroupEndpoint implements ExchangeHandler {
  private static final Logger log = LoggerFactory.getLogger(GroupEndpoint.class);

  private final ChannelGroups groups;
  private final GroupConfig config;
  private final Responses responses;
  private final String methods;

  /** An endpoint for these groups. */
  GroupEndpoint(ChannelGroups groups, GroupConfig config, Jitter jitter) {
    this.groups = requireNonNull(groups, "groups");
    this.config = requireNonNull(config, "config");
    this.responses = new Responses(config.profile(), jitter);
    this.methods = methods(config);
  }

  private static String methods(GroupConfig config) {
    List<String> allowed = new ArrayList<>();
    if (config.access().contains(Access.GET)) {
      allowed.add("GET");
    }
    if (config.access().contains(Access.SET)) {
      allowed.add("POST");
    }
    if (config.access().contains(Access.DELETE)) {
      allowed.add("DELETE");
    }
    allowed.add("OPTIONS");
    return String.join(", ", allowed);
  }

  @Override
  public void handle(Exchange exchange) {
    PushRequest request = exchange.request();
    if (responses.refusesOrigin(config.cors(), request)) {
      exchange.respond(responses.originRefused(config.cors(), request));
      return;
    }
    Optional<String> named;
    try {
      named = config.group().resolve(request).filter(name -> !name.isEmpty());
    } catch (IllegalArgumentException e) {
      respond(exchange, request, responses.badRequest("The channel group cannot be decoded."));
      return;
    }
    if (named.isEmpty()) {
      respond(exchange, request, responses.noGroup());
      return;
    }
    String group = named.get();
    if (!groups.counts(group)) {
      respond(exchange, request, responses.groupNotCounted());
      return;
    }
    switch (request.method()) {
      case "GET", "HEAD" -> get(exchange, group);
      case "POST" -> set(exchange, group);
      case "DELETE" -> delete(exchange, group);
      case "OPTIONS" ->
          exchange.respond(
              responses.options(methods, "Accept, Content-Type, Origin", config.cors(), request));
      default -> respond(exchange, request, responses.methodNotAllowed(methods));
    }
  }

  private boolean refuses(Exchange exchange, Access access) {
    if (config.access().contains(access)) {
      return false;
    }
    PushRequest request = exchange.request();
    respond(exchange, request, responses.notAllowed(request.method(), methods));
    return true;
  }

  private void get(Exchange exchange, String group) {
    if (!refuses(exchange, Access.GET)) {
      PushRequest request = exchange.request();
      respond(exchange, request, info(groups.info(group), format(request)));
    }
  }

  private static AcceptedFormat format(PushRequest request) {
    return AcceptedFormat.best(request.headers("Accept"));
  }

  private PushResponse info(Optional<GroupInfo> info, AcceptedFormat accepted) {
    GroupInfo known =
        info.orElseGet(() -> new GroupInfo(0, 0, StorageUsage.NOTHING, GroupLimits.NONE));
    return responses.info(known, accepted);
  }

  private void set(Exchange exchange, String group) {
    if (refuses(exchange, Access.SET)) {
      return;
    }
    PushRequest request = exchange.request();
    GroupLimits limits = groups.info(group).map(GroupInfo::limits).orElse(GroupLimits.NONE);
    for (Limit limit : Limit.values()) {
      try {
        Optional<Long> value = value(limit, request);
        if (value.isPresent()) {
          limits = limit.in(limits, value.get());
        }
      } catch (IllegalArgumentException e) {
        respond(exchange, request, responses.unreadableLimit(limit));
        return;
      }
    }
    groups.count(group, limits);
    respond(exchange, request, info(groups.info(group), format(request)));
  }

  private Optional<Long> value(Limit limit, PushRequest request) {
    ChannelIdResolver resolver = config.limits().get(limit);
    if (resolver == null) {
      return Optional.empty();
    }
    return resolver
        .resolve(request)
        .filter(text -> !text.isEmpty())
        .map(text -> limit.isBytes() ? ByteCount.parse(text) : ByteCount.parseNumber(text));
  }

  private void delete(Exchange exchange, String group) {
    if (refuses(exchange, Access.DELETE)) {
      return;
    }
    PushRequest request = exchange.request();
    // the request may be gone when the store has answered
    List<Header> cors = config.cors().headers(request);
    AcceptedFormat accepted = format(request);
    CompletableFuture<?> unused =
        groups
            .delete(group)
            .handle((before, failure) -> failure == null ? info(before, accepted) : failed(failure))
            .thenAccept(response -> exchange.respond(response.with(cors)))
            .exceptionally(
                bug -> {
                  log.error("A request to a group could not be answered", bug);
                  exchange.respond(PushResponse.of(500).with(cors));
                  return null;
                });
  }

  private PushResponse failed(Throwable failure) {
    log.error("The store failed", failure);
    return responses.storeFailed();
  }

  private void respond(Exchange exchange, PushRequest request, PushResponse response) {
    exchange.respond(response.with(config.cors().headers(request)));
  }
}
