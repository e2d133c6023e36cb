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
 * The state that all endpoints of one relay share and that no channel holds: pending authorizer
 * calls, active grants by subject, publish-only WebSockets, and the list of subscribers. Safe from
 * any thread.
 */
final class ClientRegistry {
  private final Timers timers;

  /** How to give up each question. */
  private final Set<Runnable> open = ConcurrentHashMap.newKeySet();

  /** Those of whom the application is asked, and who have not begun. */
  private final Set<TrackedExchange> asked = ConcurrentHashMap.newKeySet();

  private final ConcurrentMap<String, Set<TrackedExchange>> subjects = new ConcurrentHashMap<>();
  private final Set<WebSocketPublisher> publishers = ConcurrentHashMap.newKeySet();
  private final SubscriberInfoRegistry listed = new SubscriberInfoRegistry();
  private volatile boolean draining;

  /** Creates an instance without grants, whose time limits run on the given timers. */
  ClientRegistry(Timers timers) {
    this.timers = requireNonNull(timers, "timers");
  }

  /**
   * Ends all active grants of the subject, and ensures that no pending authorizer call grants it
   * access.
   *
   * @return how many streams and held polls that were
   */
  public int revoke(String subject) {
    requireNonNull(subject, "subject");
    // first the mark, then the sweep: a grant that the sweep misses sees the mark
    asked.forEach(trackedExchange -> trackedExchange.revoke(subject));
    Set<TrackedExchange> guests = subjects.getOrDefault(subject, Set.of());
    int ended = 0;
    for (TrackedExchange trackedExchange : guests) {
      trackedExchange.end(EndReason.REVOKED);
      ended++;
    }
    return ended;
  }

  /** Denies all pending and future authorizer calls, and ends the publish-only WebSockets. */
  public void drain() {
    // first the flag, then the sweep: a request that the sweep misses sees the flag
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

  /**
   * Signals that the relay no longer waits for the response. No application can fail with this
   * type.
   */
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
  SubscriberInfoRegistry subscribers() {
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

  void addPending(TrackedExchange trackedExchange) {
    asked.add(trackedExchange);
  }

  void answered(TrackedExchange trackedExchange) {
    asked.remove(trackedExchange);
  }

  void enter(String subject, TrackedExchange trackedExchange) {
    subjects.compute(
        subject,
        (name, present) -> {
          Set<TrackedExchange> guests = present == null ? ConcurrentHashMap.newKeySet() : present;
          guests.add(trackedExchange);
          return guests;
        });
  }

  void leave(String subject, TrackedExchange trackedExchange) {
    subjects.computeIfPresent(
        subject,
        (name, guests) -> {
          guests.remove(trackedExchange);
          return guests.isEmpty() ? null : guests;
        });
  }
}
