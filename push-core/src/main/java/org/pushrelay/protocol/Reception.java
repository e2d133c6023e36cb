package org.pushrelay.protocol;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.Verdict;
import org.pushrelay.hook.Visit;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where those come in who stay at an endpoint with hooks: asks whether they may, lets them in as
 * {@link Guest}s, or answers them.
 */
final class Reception {
  private static final Logger log = LoggerFactory.getLogger(Reception.class);

  private final Hooks hooks;
  private final Attendance attendance;
  private final Responses responses;
  private final HookAnswers answers;
  private final Presences presences;
  private final boolean noticesPollers;

  Reception(WireProfile profile, Hooks hooks, Attendance attendance, Responses responses) {
    this.hooks = hooks;
    this.attendance = attendance;
    this.responses = responses;
    this.answers = new HookAnswers(responses);
    this.presences = new Presences(attendance, hooks);
    this.noticesPollers = !profile.has(WireProfile.Trait.POLLERS_UNNOTICED);
  }

  /**
   * The one of an endpoint; null if it has no hooks.
   *
   * @param asksForMore whether the application has a say in more than who comes in
   */
  static @Nullable Reception of(
      SubscriberConfig config, Attendance attendance, Responses responses, boolean asksForMore) {
    return config.hooks().authorizer().isEmpty()
            && config.hooks().listener().isEmpty()
            && config.hooks().info().isEmpty()
            && !asksForMore
        ? null
        : new Reception(config.profile(), config.hooks(), attendance, responses);
  }

  /**
   * Lets somebody in, now or later, or answers.
   *
   * @param entrance subscribes, and looks at the request no more; called once at most
   * @param more what whoever is let in may be let in to instead; null if there is nothing
   */
  void receive(
      Exchange exchange,
      Visit visit,
      boolean polls,
      List<Header> cors,
      Function<Exchange, Subscription> entrance,
      @Nullable More more) {
    Presences.Ticket ticket =
        polls && !noticesPollers ? Presences.Ticket.NONE : presences.ticket(visit, polls);
    receive(exchange, visit, listed(visit, ticket), polls, cors, entrance, more);
  }

  private Presences.Ticket listed(Visit visit, Presences.Ticket ticket) {
    return hooks.info().isEmpty()
        ? ticket
        : new ListedTicket(
            attendance.subscribers(), visit.channels(), hooks.info().get().apply(visit), ticket);
  }

  /**
   * More than to be let in, which is a question of its own: who gets no yes to it is let in, and no
   * more.
   *
   * @param entrance stands in for the other one after a yes
   */
  record More(
      Supplier<CompletableFuture<Verdict>> question, Function<Exchange, Subscription> entrance) {}

  /** Lets a publisher's WebSocket in, now or later, or answers. */
  void receivePublisher(
      Exchange exchange,
      Visit visit,
      List<Header> cors,
      Function<Exchange, Subscription> entrance) {
    receive(exchange, visit, Presences.Ticket.NONE, false, cors, entrance, null);
  }

  private void receive(
      Exchange exchange,
      Visit visit,
      Presences.Ticket ticket,
      boolean polls,
      List<Header> cors,
      Function<Exchange, Subscription> entrance,
      @Nullable More more) {
    Guest guest = new Guest(exchange, attendance, responses, cors, ticket);
    if (hooks.authorizer().isEmpty()) {
      admit(guest, Verdict.allow(), entrance, more);
      return;
    }
    guest.ask();
    CompletableFuture<Verdict> verdict =
        attendance.ask(hooks.timeLimit(), () -> hooks.authorizer().orElseThrow().authorize(visit));
    if (!verdict.isDone()) {
      guest.keepRequest();
      guest.watch();
    }
    whenAnswered(
        verdict,
        guest,
        (said, failure) -> {
          if (failure != null) {
            guest.respond(answers.failure(failure, visit, cors));
          } else if (said instanceof Verdict.Grant grant) {
            admit(guest, grant, entrance, more);
          } else if (said instanceof Verdict.Refusal refusal) {
            PushResponse given = refusal.answer();
            guest.respond(
                polls ? answers.refusalOfPoll(given, cors) : answers.refusal(given, cors));
          }
        });
  }

  private static void admit(
      Guest guest,
      Verdict.Grant grant,
      Function<Exchange, Subscription> entrance,
      @Nullable More more) {
    if (!guest.enter(grant)) {
      return;
    }
    if (more == null) {
      begin(guest, entrance);
      return;
    }
    guest.ask();
    CompletableFuture<Verdict> verdict = more.question().get();
    if (!verdict.isDone()) {
      guest.keepRequest();
      guest.watch();
    }
    whenAnswered(
        verdict,
        guest,
        (said, failure) -> {
          if (failure != null) {
            log.warn("A subscriber may not publish, for the hook failed: {}", failure.toString());
            begin(guest, entrance);
          } else if (said instanceof Verdict.Grant grantOfMore) {
            if (guest.enter(grantOfMore)) {
              begin(guest, more.entrance());
            }
          } else {
            begin(guest, entrance);
          }
        });
  }

  /** Goes on with an answer of the application. A failure of that is answered, and not lost. */
  private static void whenAnswered(
      CompletableFuture<Verdict> verdict,
      Guest guest,
      BiConsumer<@Nullable Verdict, @Nullable Throwable> then) {
    CompletionStage<?> unused =
        verdict.whenComplete(
            (said, failure) -> {
              try {
                then.accept(said, failure);
              } catch (RuntimeException | Error e) {
                log.error("A client could not be told what the application answered", e);
                guest.respond(PushResponse.of(500));
              }
            });
  }

  private static void begin(Guest guest, Function<Exchange, Subscription> entrance) {
    guest.answerIfEnded();
    if (guest.hasLeft()) {
      return;
    }
    try {
      Subscription subscription = entrance.apply(guest);
      guest.forgetRequest();
      guest.begin(subscription);
    } catch (RuntimeException | Error e) {
      log.error("A client who was let in could not be served", e);
      guest.respond(PushResponse.of(500));
    }
  }
}
