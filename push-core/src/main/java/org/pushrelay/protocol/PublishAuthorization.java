package org.pushrelay.protocol;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.MessageFilter;
import org.pushrelay.hook.MessageFilter.Outcome;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where publishers of an endpoint with hooks come in: asks whether they may, and what becomes of
 * their messages.
 */
final class PublishAuthorization {
  private static final Logger log = LoggerFactory.getLogger(PublishAuthorization.class);

  private final Hooks hooks;
  private final ClientRegistry clientRegistry;
  private final Cors cors;
  private final HookResponses pollResponses;
  private final SubscribeAuthorization subscribeAuthorization;

  private PublishAuthorization(
      PublisherConfig config, ClientRegistry clientRegistry, Responses responses) {
    this.hooks = config.hooks();
    this.clientRegistry = clientRegistry;
    this.cors = config.cors();
    this.pollResponses = new HookResponses(responses);
    this.subscribeAuthorization =
        new SubscribeAuthorization(config.profile(), hooks, clientRegistry, responses);
  }

  /** The one of an endpoint; null if it has no hooks. */
  static @Nullable PublishAuthorization of(
      PublisherConfig config, ClientRegistry clientRegistry, Responses responses) {
    return config.hooks().authorizer().isEmpty() && config.hooks().filter().isEmpty()
        ? null
        : new PublishAuthorization(config, clientRegistry, responses);
  }

  AccessRequest accessRequest(PushRequest request, PublisherKind kind, List<ChannelId> ids) {
    return AccessRequest.of(
        AccessRequest.Role.PUBLISHER, kind.label(), ids, "", request, hooks.headers());
  }

  /** Returns the call that asks the authorizer whether the client may publish. */
  Supplier<CompletableFuture<AuthDecision>> question(AccessRequest accessRequest) {
    return () ->
        hooks.authorizer().isEmpty()
            ? CompletableFuture.completedFuture(AuthDecision.allow())
            : clientRegistry.callAuthorizer(
                hooks.timeLimit(), () -> hooks.authorizer().orElseThrow().authorize(accessRequest));
  }

  /**
   * Authorizes a long-lived client. Calls the entrance once the request is granted, now or later;
   * otherwise responds with the refusal.
   *
   * @param entrance begins the subscription and does not read the request any more; called at most
   *     once
   */
  void receive(
      Exchange exchange, AccessRequest accessRequest, Function<Exchange, Subscription> entrance) {
    subscribeAuthorization.receivePublisher(
        exchange, accessRequest, cors.headers(exchange.request()), entrance);
  }

  /**
   * Authorizes a request. Continues once it is granted, now or later; otherwise responds with the
   * refusal.
   *
   * @param brings whether the request has a body: then the body is read at once, before the
   *     decision, unless a refusal is already known
   */
  void pass(
      Exchange exchange, AccessRequest accessRequest, boolean brings, Consumer<Exchange> then) {
    CompletableFuture<AuthDecision> authDecision = question(accessRequest).get();
    AuthorizingPublishExchange authorizingPublishExchange =
        new AuthorizingPublishExchange(
            exchange,
            accessRequest,
            cors.headers(exchange.request()),
            pollResponses,
            authDecision,
            brings);
    if (brings && !isRefusal(authDecision)) {
      then.accept(authorizingPublishExchange);
    } else {
      authorizingPublishExchange.whenAllowed(() -> then.accept(authorizingPublishExchange));
    }
  }

  /**
   * Returns whether the request is already known to be refused, so that its body need not be read.
   */
  private static boolean isRefusal(CompletableFuture<AuthDecision> authDecision) {
    return authDecision.isCompletedExceptionally()
        || authDecision.getNow(AuthDecision.allow()) instanceof AuthDecision.Refusal;
  }

  /** Has a message looked at, and publishes what becomes of it, or drops it, or answers. */
  void filter(
      Exchange exchange,
      AccessRequest accessRequest,
      MessageDraft draft,
      Consumer<MessageDraft> publish,
      Runnable drop) {
    CompletionStage<?> unused =
        judge(accessRequest, draft, cors.headers(exchange.request()))
            .thenAccept(
                said -> {
                  try {
                    if (said instanceof Outcome.Refuse refuse) {
                      exchange.respond(refuse.response());
                    } else if (said instanceof Outcome.Publish published) {
                      publish.accept(published.draft());
                    } else {
                      drop.run();
                    }
                  } catch (RuntimeException | Error e) {
                    log.error("A message that was looked at could not be published", e);
                    exchange.respond(PushResponse.of(500));
                  }
                });
  }

  /**
   * Returns the filter of messages that arrive over a WebSocket; null if no filter is configured.
   * The future that the filter returns never fails.
   */
  @Nullable Function<MessageDraft, CompletableFuture<Outcome>> filter(AccessRequest accessRequest) {
    return hooks.filter().isEmpty() ? null : draft -> judge(accessRequest, draft, List.of());
  }

  /** Never fails: no response that counts is a refusal. */
  private CompletableFuture<Outcome> judge(
      AccessRequest accessRequest, MessageDraft draft, List<Header> allowed) {
    MessageFilter filter = hooks.filter().orElse(null);
    if (filter == null) {
      return CompletableFuture.completedFuture(MessageFilter.publish(draft));
    }
    CompletableFuture<Outcome> outcome =
        clientRegistry.callAuthorizer(hooks.timeLimit(), () -> filter.filter(accessRequest, draft));
    return outcome.handle(
        (said, failure) -> {
          if (failure != null) {
            return MessageFilter.refuse(pollResponses.failure(failure, accessRequest, allowed));
          }
          return said instanceof Outcome.Refuse refuse
              ? MessageFilter.refuse(pollResponses.refusal(refuse.response(), allowed))
              : said;
        });
  }
}
