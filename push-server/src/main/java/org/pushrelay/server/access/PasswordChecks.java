package org.pushrelay.server.access;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.pushrelay.time.TimeSource;

/**
 * Checks names and passwords of clients. What is expensive is hashed on threads of its own, so that
 * it delays no other client; a name and a password that were right lately are not hashed again; and
 * an address with too many wrong ones has to wait. Safe from any thread.
 */
public final class PasswordChecks implements AutoCloseable {
  private static final int THREADS = 2;

  /** The checks that may wait for a thread. */
  private static final int MAX_WAITING = 1024;

  private final FailureLimit failures;
  private final ExecutorService threads;

  /** Creates checks with threads and a clock of their own. */
  public PasswordChecks() {
    this(TimeSource.system(), threads());
  }

  PasswordChecks(TimeSource time, ExecutorService threads) {
    this.failures = new FailureLimit(time);
    this.threads = threads;
  }

  private static ExecutorService threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "passwords");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** What a check has shown. */
  public enum Outcome {
    /** The password is that of the user. */
    ADMITTED,
    /** There is no such user, the password is another one, or there is none. */
    REFUSED,
    /** The client's address has had too many wrong passwords lately; nothing was checked. */
    THROTTLED,
    /** Too many passwords are waiting to be checked; nothing was checked. */
    BUSY
  }

  /**
   * The result of a check.
   *
   * @param outcome what it has shown
   * @param user the user's name; empty unless admitted
   */
  public record Result(Outcome outcome, String user) {
    private static Result without(Outcome outcome) {
      return new Result(outcome, "");
    }
  }

  /**
   * Checks the credentials of a request.
   *
   * @param users the users that may come
   * @param authorization the values of the request's {@code Authorization} header, one per line
   * @param client the client's address
   * @return the result: complete already unless something has to be hashed that is expensive
   */
  public CompletableFuture<Result> check(
      Htpasswd users, List<String> authorization, String client) {
    Optional<BasicCredentials> parsed = BasicCredentials.parse(authorization);
    if (parsed.isEmpty()) {
      return completedFuture(Result.without(Outcome.REFUSED));
    }
    BasicCredentials given = parsed.get();
    Htpasswd.Users current = users.current();
    if (current.knows(given)) {
      return completedFuture(new Result(Outcome.ADMITTED, given.user()));
    }
    if (!current.isExpensive(given.user())) {
      return completedFuture(compare(current, given, client));
    }
    try {
      return CompletableFuture.supplyAsync(() -> compare(current, given, client), threads);
    } catch (RejectedExecutionException e) {
      return completedFuture(Result.without(Outcome.BUSY));
    }
  }

  private Result compare(Htpasswd.Users users, BasicCredentials given, String client) {
    if (failures.isReached(client)) {
      return Result.without(Outcome.THROTTLED);
    }
    if (users.admits(given)) {
      return new Result(Outcome.ADMITTED, given.user());
    }
    failures.add(client);
    return Result.without(Outcome.REFUSED);
  }

  /** Ends the threads; checks that wait are still done. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
