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
 * {@link TrackedExchange}s, or answers them.
 */
final class SubscribeAuthorization {
  private static final Logger log = LoggerFactory.getLogger(SubscribeAuthorization.class);

  private final Hooks hooks;
  private final ClientRegistry clientRegistry;
  private final Responses responses;
  private final HookResponses pollResponses;
  private final PresenceTracker presenceTracker;
  private final boolean noticesPollers;

  SubscribeAuthorization(
      WireProfile profile, Hooks hooks, ClientRegistry clientRegistry, Responses responses) {
    this.hooks = hooks;
    this.clientRegistry = clientRegistry;
    this.responses = responses;
    this.pollResponses = new HookResponses(responses);
    this.presenceTracker = new PresenceTracker(clientRegistry, hooks);
    this.noticesPollers = !profile.has(WireProfile.Trait.POLLERS_UNNOTICED);
  }

  /**
   * Returns the authorization of an endpoint; null if the endpoint has no hooks.
   *
   * @param asksForMore whether the application decides on more than the subscription
   */
  static @Nullable SubscribeAuthorization of(
      SubscriberConfig config,
      ClientRegistry clientRegistry,
      Responses responses,
      boolean asksForMore) {
    return config.hooks().authorizer().isEmpty()
            && config.hooks().listener().isEmpty()
            && config.hooks().info().isEmpty()
            && !asksForMore
        ? null
        : new SubscribeAuthorization(config.profile(), config.hooks(), clientRegistry, responses);
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
            clientRegistry.subscribers(),
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
    TrackedExchange trackedExchange =
        new TrackedExchange(exchange, clientRegistry, responses, cors, ticket);
    if (hooks.authorizer().isEmpty()) {
      admit(trackedExchange, AuthDecision.allow(), entrance, more);
      return;
    }
    trackedExchange.authorize();
    CompletableFuture<AuthDecision> authDecision =
        clientRegistry.callAuthorizer(
            hooks.timeLimit(), () -> hooks.authorizer().orElseThrow().authorize(accessRequest));
    if (!authDecision.isDone()) {
      trackedExchange.keepRequest();
      trackedExchange.watch();
    }
    whenAnswered(
        authDecision,
        trackedExchange,
        (said, failure) -> {
          if (failure != null) {
            trackedExchange.respond(pollResponses.failure(failure, accessRequest, cors));
          } else if (said instanceof AuthDecision.Grant grant) {
            admit(trackedExchange, grant, entrance, more);
          } else if (said instanceof AuthDecision.Refusal refusal) {
            PushResponse given = refusal.response();
            trackedExchange.respond(
                polls
                    ? pollResponses.refusalOfPoll(given, cors)
                    : pollResponses.refusal(given, cors));
          }
        });
  }

  private static void admit(
      TrackedExchange trackedExchange,
      AuthDecision.Grant grant,
      Function<Exchange, Subscription> entrance,
      @Nullable More more) {
    if (!trackedExchange.enter(grant)) {
      return;
    }
    if (more == null) {
      begin(trackedExchange, entrance);
      return;
    }
    trackedExchange.authorize();
    CompletableFuture<AuthDecision> authDecision = more.question().get();
    if (!authDecision.isDone()) {
      trackedExchange.keepRequest();
      trackedExchange.watch();
    }
    whenAnswered(
        authDecision,
        trackedExchange,
        (said, failure) -> {
          if (failure != null) {
            log.warn("A subscriber may not publish, for the hook failed: {}", failure.toString());
            begin(trackedExchange, entrance);
          } else if (said instanceof AuthDecision.Grant grantOfMore) {
            if (trackedExchange.enter(grantOfMore)) {
              begin(trackedExchange, more.entrance());
            }
          } else {
            begin(trackedExchange, entrance);
          }
        });
  }

  /** Goes on with a response of the application. A failure of that is answered, and not lost. */
  private static void whenAnswered(
      CompletableFuture<AuthDecision> authDecision,
      TrackedExchange trackedExchange,
      BiConsumer<@Nullable AuthDecision, @Nullable Throwable> then) {
    CompletionStage<?> unused =
        authDecision.whenComplete(
            (said, failure) -> {
              try {
                then.accept(said, failure);
              } catch (RuntimeException | Error e) {
                log.error("A client could not be told what the application answered", e);
                trackedExchange.respond(PushResponse.of(500));
              }
            });
  }

  private static void begin(
      TrackedExchange trackedExchange, Function<Exchange, Subscription> entrance) {
    trackedExchange.respondIfEnded();
    if (trackedExchange.hasLeft()) {
      return;
    }
    try {
      Subscription subscription = entrance.apply(trackedExchange);
      trackedExchange.forgetRequest();
      trackedExchange.begin(subscription);
    } catch (RuntimeException | Error e) {
      log.error("A client who was let in could not be served", e);
      trackedExchange.respond(PushResponse.of(500));
    }
  }
}
