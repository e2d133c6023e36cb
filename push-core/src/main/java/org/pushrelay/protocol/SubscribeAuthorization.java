package org.pushrelay.protocol;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Hooks;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where those come in who stay at an endpoint with hooks: asks whether they may, lets them in as
 * {@link AuthorizedExchange}s, or answers them.
 */
final class SubscribeAuthorization {
  private static final Logger log = LoggerFactory.getLogger(SubscribeAuthorization.class);

  private final Hooks hooks;
  private final ActiveGrants activeGrants;
  private final Responses responses;
  private final HookResponses pollResponses;
  private final PresenceTracker presenceTracker;
  private final boolean noticesPollers;

  SubscribeAuthorization(
      WireProfile profile, Hooks hooks, ActiveGrants activeGrants, Responses responses) {
    this.hooks = hooks;
    this.activeGrants = activeGrants;
    this.responses = responses;
    this.pollResponses = new HookResponses(responses);
    this.presenceTracker = new PresenceTracker(activeGrants, hooks);
    this.noticesPollers = !profile.has(WireProfile.Trait.POLLERS_UNNOTICED);
  }

  /**
   * Returns the authorization of an endpoint; null if the endpoint has no hooks.
   *
   * @param asksForMore whether the application decides on more than the subscription
   */
  static @Nullable SubscribeAuthorization of(
      SubscriberConfig config,
      ActiveGrants activeGrants,
      Responses responses,
      boolean asksForMore) {
    return config.hooks().authorizer().isEmpty()
            && config.hooks().listener().isEmpty()
            && config.hooks().info().isEmpty()
            && !asksForMore
        ? null
        : new SubscribeAuthorization(config.profile(), config.hooks(), activeGrants, responses);
  }

  /**
   * Authorizes a subscriber. Calls the entrance once the request is granted, now or later;
   * otherwise responds with the refusal.
   *
   * @param entrance subscribes and does not read the request any more; called at most once
   * @param more the further permission that a granted client may get instead; null if there is none
   */
  void receive(
      Exchange exchange,
      AccessRequest accessRequest,
      boolean polls,
      List<Header> cors,
      Function<Exchange, Subscription> entrance,
      @Nullable More more) {
    PresenceTracker.Ticket ticket =
        polls && !noticesPollers
            ? PresenceTracker.Ticket.NONE
            : presenceTracker.ticket(accessRequest, polls);
    receive(exchange, accessRequest, listed(accessRequest, ticket), polls, cors, entrance, more);
  }

  private PresenceTracker.Ticket listed(
      AccessRequest accessRequest, PresenceTracker.Ticket ticket) {
    return hooks.info().isEmpty()
        ? ticket
        : new ListedPresence(
            activeGrants.subscribers(),
            accessRequest.channels(),
            hooks.info().get().apply(accessRequest),
            ticket);
  }

  /**
   * More than to be let in, which is a question of its own: who gets no yes to it is let in, and no
   * more.
   *
   * @param entrance stands in for the other one after a yes
   */
  record More(
      Supplier<CompletableFuture<AuthDecision>> question,
      Function<Exchange, Subscription> entrance) {}

  /** Lets a publisher's WebSocket in, now or later, or answers. */
  void receivePublisher(
      Exchange exchange,
      AccessRequest accessRequest,
      List<Header> cors,
      Function<Exchange, Subscription> entrance) {
    receive(exchange, accessRequest, PresenceTracker.Ticket.NONE, false, cors, entrance, null);
  }

  private void receive(
      Exchange exchange,
      AccessRequest accessRequest,
      PresenceTracker.Ticket ticket,
      boolean polls,
      List<Header> cors,
      Function<Exchange, Subscription> entrance,
      @Nullable More more) {
    AuthorizedExchange authorizedExchange =
        new AuthorizedExchange(exchange, activeGrants, responses, cors, ticket);
    if (hooks.authorizer().isEmpty()) {
      admit(authorizedExchange, AuthDecision.allow(), entrance, more);
      return;
    }
    authorizedExchange.authorize();
    CompletableFuture<AuthDecision> authDecision =
        activeGrants.callAuthorizer(
            hooks.timeLimit(), () -> hooks.authorizer().orElseThrow().authorize(accessRequest));
    if (!authDecision.isDone()) {
      authorizedExchange.keepRequest();
      authorizedExchange.watch();
    }
    whenAnswered(
        authDecision,
        authorizedExchange,
        (said, failure) -> {
          if (failure != null) {
            authorizedExchange.respond(pollResponses.failure(failure, accessRequest, cors));
          } else if (said instanceof AuthDecision.Grant grant) {
            admit(authorizedExchange, grant, entrance, more);
          } else if (said instanceof AuthDecision.Refusal refusal) {
            PushResponse given = refusal.response();
            authorizedExchange.respond(
                polls
                    ? pollResponses.refusalOfPoll(given, cors)
                    : pollResponses.refusal(given, cors));
          }
        });
  }

  private static void admit(
      AuthorizedExchange authorizedExchange,
      AuthDecision.Grant grant,
      Function<Exchange, Subscription> entrance,
      @Nullable More more) {
    if (!authorizedExchange.enter(grant)) {
      return;
    }
    if (more == null) {
      begin(authorizedExchange, entrance);
      return;
    }
    authorizedExchange.authorize();
    CompletableFuture<AuthDecision> authDecision = more.question().get();
    if (!authDecision.isDone()) {
      authorizedExchange.keepRequest();
      authorizedExchange.watch();
    }
    whenAnswered(
        authDecision,
        authorizedExchange,
        (said, failure) -> {
          if (failure != null) {
            log.warn("A subscriber may not publish, for the hook failed: {}", failure.toString());
            begin(authorizedExchange, entrance);
          } else if (said instanceof AuthDecision.Grant grantOfMore) {
            if (authorizedExchange.enter(grantOfMore)) {
              begin(authorizedExchange, more.entrance());
            }
          } else {
            begin(authorizedExchange, entrance);
          }
        });
  }

  /** Goes on with a response of the application. A failure of that is answered, and not lost. */
  private static void whenAnswered(
      CompletableFuture<AuthDecision> authDecision,
      AuthorizedExchange authorizedExchange,
      BiConsumer<@Nullable AuthDecision, @Nullable Throwable> then) {
    CompletionStage<?> unused =
        authDecision.whenComplete(
            (said, failure) -> {
              try {
                then.accept(said, failure);
              } catch (RuntimeException | Error e) {
                log.error("A client could not be told what the application answered", e);
                authorizedExchange.respond(PushResponse.of(500));
              }
            });
  }

  private static void begin(
      AuthorizedExchange authorizedExchange, Function<Exchange, Subscription> entrance) {
    authorizedExchange.respondIfEnded();
    if (authorizedExchange.hasLeft()) {
      return;
    }
    try {
      Subscription subscription = entrance.apply(authorizedExchange);
      authorizedExchange.forgetRequest();
      authorizedExchange.begin(subscription);
    } catch (RuntimeException | Error e) {
      log.error("A client who was let in could not be served", e);
      authorizedExchange.respond(PushResponse.of(500));
    }
  }
}
