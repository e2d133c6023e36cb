package org.pushrelay.protocol;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.MessageFilter;
import org.pushrelay.hook.MessageFilter.Outcome;
import org.pushrelay.hook.Verdict;
import org.pushrelay.hook.Visit;
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
final class Gate {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  private final Hooks hooks;
  private final Attendance attendance;
  private final Cors cors;
  private final HookAnswers answers;
  private final Reception reception;

  private Gate(PublisherConfig config, Attendance attendance, Responses responses) {
    this.hooks = config.hooks();
    this.attendance = attendance;
    this.cors = config.cors();
    this.answers = new HookAnswers(responses);
    this.reception = new Reception(config.profile(), hooks, attendance, responses);
  }

  /** The one of an endpoint; null if it has no hooks. */
  static @Nullable Gate of(PublisherConfig config, Attendance attendance, Responses responses) {
    return config.hooks().authorizer().isEmpty() && config.hooks().filter().isEmpty()
        ? null
        : new Gate(config, attendance, responses);
  }

  Visit visit(PushRequest request, PublisherKind kind, List<ChannelId> ids) {
    return Visit.of(Visit.Role.PUBLISHER, kind.label(), ids, "", request, hooks.headers());
  }

  /** Asks whether somebody may publish. */
  Supplier<CompletableFuture<Verdict>> question(Visit visit) {
    return () ->
        hooks.authorizer().isEmpty()
            ? CompletableFuture.completedFuture(Verdict.allow())
            : attendance.ask(
                hooks.timeLimit(), () -> hooks.authorizer().orElseThrow().authorize(visit));
  }

  /**
   * Lets somebody in who stays, now or later, or answers.
   *
   * @param entrance begins, and looks at the request no more; called once at most
   */
  void receive(Exchange exchange, Visit visit, Function<Exchange, Subscription> entrance) {
    reception.receivePublisher(exchange, visit, cors.headers(exchange.request()), entrance);
  }

  /**
   * Lets somebody in, now or later, or answers.
   *
   * @param brings whether it has a body to be read: then it is let in as far as that at once
   */
  void pass(Exchange exchange, Visit visit, boolean brings, Consumer<Exchange> then) {
    CompletableFuture<Verdict> verdict = question(visit).get();
    Caller caller =
        new Caller(exchange, visit, cors.headers(exchange.request()), answers, verdict, brings);
    if (brings && !isRefusal(verdict)) {
      then.accept(caller);
    } else {
      caller.whenAllowed(() -> then.accept(caller));
    }
  }

  /** Whether it is known by now that nobody comes in: then nobody needs to read a body. */
  private static boolean isRefusal(CompletableFuture<Verdict> verdict) {
    return verdict.isCompletedExceptionally()
        || verdict.getNow(Verdict.allow()) instanceof Verdict.Refusal;
  }

  /** Has a message looked at, and publishes what becomes of it, or drops it, or answers. */
  void filter(
      Exchange exchange,
      Visit visit,
      MessageDraft draft,
      Consumer<MessageDraft> publish,
      Runnable drop) {
    CompletionStage<?> unused =
        judge(visit, draft, cors.headers(exchange.request()))
            .thenAccept(
                said -> {
                  try {
                    if (said instanceof Outcome.Refuse refuse) {
                      exchange.respond(refuse.answer());
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
   * What becomes of a message that comes over a WebSocket; null if nobody looks at messages. What
   * it returns never fails.
   */
  @Nullable Function<MessageDraft, CompletableFuture<Outcome>> filter(Visit visit) {
    return hooks.filter().isEmpty() ? null : draft -> judge(visit, draft, List.of());
  }

  /** Never fails: no answer that counts is a refusal. */
  private CompletableFuture<Outcome> judge(Visit visit, MessageDraft draft, List<Header> allowed) {
    MessageFilter filter = hooks.filter().orElse(null);
    if (filter == null) {
      return CompletableFuture.completedFuture(MessageFilter.publish(draft));
    }
    CompletableFuture<Outcome> outcome =
        attendance.ask(hooks.timeLimit(), () -> filter.filter(visit, draft));
    return outcome.handle(
        (said, failure) -> {
          if (failure != null) {
            return MessageFilter.refuse(answers.failure(failure, visit, allowed));
          }
          return said instanceof Outcome.Refuse refuse
              ? MessageFilter.refuse(answers.refusal(refuse.answer(), allowed))
              : said;
        });
  }
}
