package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pushrelay.hook.Hooks;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.time.Cancellable;
import org.pushrelay.time.Timers;

/**
 * What one relay keeps for all its endpoints of those whom no channel knows: the questions of hooks
 * that are open, who was let in by which name, the WebSockets that only publish, and the list of
 * subscribers. Safe from any thread.
 */
final class ActiveGrants {
  private final Timers timers;

  /** How to give up each question. */
  private final Set<Runnable> open = ConcurrentHashMap.newKeySet();

  /** Those of whom the application is asked, and who have not begun. */
  private final Set<AuthorizedExchange> asked = ConcurrentHashMap.newKeySet();

  private final ConcurrentMap<String, Set<AuthorizedExchange>> subjects = new ConcurrentHashMap<>();
  private final Set<WebSocketPublisher> publishers = ConcurrentHashMap.newKeySet();
  private final SubscriberList listed = new SubscriberList();
  private volatile boolean draining;

  /** With nobody in it, measuring time by these. */
  ActiveGrants(Timers timers) {
    this.timers = requireNonNull(timers, "timers");
  }

  /**
   * Ends all that this subject was let in to, and lets it in by no response to a question that was
   * asked before.
   *
   * @return how many streams and held polls that were
   */
  public int revoke(String subject) {
    requireNonNull(subject, "subject");
    // first the mark, then the sweep: who enters after the sweep sees the mark
    asked.forEach(authorizedExchange -> authorizedExchange.revoke(subject));
    Set<AuthorizedExchange> guests = subjects.getOrDefault(subject, Set.of());
    int ended = 0;
    for (AuthorizedExchange authorizedExchange : guests) {
      authorizedExchange.end(EndReason.REVOKED);
      ended++;
    }
    return ended;
  }

  /**
   * Takes a no for the response to all questions that are open, and to those that will be, and ends
   * the WebSockets that publish.
   */
  public void drain() {
    // first the flag, then the sweep: who comes after the sweep sees the flag
    draining = true;
    open.forEach(Runnable::run);
    publishers.forEach(publisher -> publisher.end(EndReason.DRAINING));
  }

  /**
   * Asks the application.
   *
   * @return the response, which is not null; fails if the question does, with a {@link
   *     TimeoutException} after the {@link Hooks#timeLimit}, and with {@link Draining} when the
   *     relay drains
   */
  <T> CompletableFuture<T> callAuthorizer(
      Duration limit, Supplier<? extends CompletionStage<? extends T>> question) {
    CompletableFuture<T> response = new CompletableFuture<>();
    CompletionStage<? extends T> asked;
    try {
      asked = requireNonNull(question.get(), "the hook returned null");
    } catch (RuntimeException | Error e) {
      response.completeExceptionally(e);
      return response;
    }
    CompletionStage<?> unused =
        asked.whenComplete((value, failure) -> settle(response, value, failure));
    if (!response.isDone()) {
      waitFor(response, limit);
    }
    return response;
  }

  /** Nobody waits for the response any more. Of a type that no application can fail with. */
  static final class Draining extends Exception {
    private static final long serialVersionUID = 1L;

    private Draining() {
      super("the relay is shutting down", null, false, false);
    }
  }

  private static <T> void settle(
      CompletableFuture<T> response, @Nullable T value, @Nullable Throwable failure) {
    if (failure != null) {
      response.completeExceptionally(failure);
    } else if (value == null) {
      response.completeExceptionally(new NullPointerException("the hook answered null"));
    } else {
      response.complete(value);
    }
  }

  private void waitFor(CompletableFuture<?> response, Duration limit) {
    Runnable giveUp = () -> response.completeExceptionally(new Draining());
    open.add(giveUp);
    Cancellable alarm =
        later(
            limit,
            () ->
                response.completeExceptionally(new TimeoutException("no answer within " + limit)));
    CompletionStage<?> unused =
        response.whenComplete(
            (value, failure) -> {
              alarm.cancel();
              open.remove(giveUp);
            });
    if (draining) {
      giveUp.run();
    }
  }

  Cancellable later(Duration delay, Runnable task) {
    return timers.schedule(TimeUnit.NANOSECONDS.convert(delay), task);
  }

  /** The subscribers that hold a request, as far as their endpoints have them listed. */
  SubscriberList subscribers() {
    return listed;
  }

  void enter(WebSocketPublisher publisher) {
    publishers.add(publisher);
    if (draining) {
      publisher.end(EndReason.DRAINING);
    }
  }

  void leave(WebSocketPublisher publisher) {
    publishers.remove(publisher);
  }

  void addPending(AuthorizedExchange authorizedExchange) {
    asked.add(authorizedExchange);
  }

  void answered(AuthorizedExchange authorizedExchange) {
    asked.remove(authorizedExchange);
  }

  void enter(String subject, AuthorizedExchange authorizedExchange) {
    subjects.compute(
        subject,
        (name, present) -> {
          Set<AuthorizedExchange> guests =
              present == null ? ConcurrentHashMap.newKeySet() : present;
          guests.add(authorizedExchange);
          return guests;
        });
  }

  void leave(String subject, AuthorizedExchange authorizedExchange) {
    subjects.computeIfPresent(
        subject,
        (name, guests) -> {
          guests.remove(authorizedExchange);
          return guests.isEmpty() ? null : guests;
        });
  }
}
