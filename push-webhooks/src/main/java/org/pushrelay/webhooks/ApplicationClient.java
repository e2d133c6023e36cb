package org.pushrelay.webhooks;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes HTTP calls to applications, so many at once and no more. Redirects are not followed. Safe
 * from any thread.
 */
public final class ApplicationClient {
  private final HttpClient client;
  private final Semaphore left;
  private final int maxAnswerBytes;

  /**
   * A client.
   *
   * @param connectTimeout how long a connection may take to come about
   * @param maxCalls how many calls may be under way at once
   * @param maxAnswerBytes how long the body of an answer may be
   */
  public ApplicationClient(Duration connectTimeout, int maxCalls, int maxAnswerBytes) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .build();
    this.left = new Semaphore(maxCalls);
    this.maxAnswerBytes = maxAnswerBytes;
  }

  /**
   * Calls an application.
   *
   * @param readTimeout how long the whole answer may take
   * @return its answer; nothing if too many calls are under way. It fails with a {@link
   *     TimeoutException} if the application is slow, and with another failure if it is away
   */
  public CompletableFuture<Optional<Answer>> call(
      HttpRequest.Builder request, Duration readTimeout) {
    HttpRequest whole = request.timeout(readTimeout).build();
    if (!left.tryAcquire()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<Answer>> answer;
    try {
      answer = send(whole, readTimeout);
    } catch (RuntimeException | Error e) {
      left.release();
      throw e;
    }
    return answer.whenComplete((said, failure) -> left.release());
  }

  private CompletableFuture<Optional<Answer>> send(HttpRequest request, Duration readTimeout) {
    var sent = client.sendAsync(request, head -> new LimitedBody(maxAnswerBytes));
    // the request's own timeout ends with the head of the answer: this one is for all of it
    return sent.copy()
        .orTimeout(readTimeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (response, failure) -> {
              if (failure == null) {
                return Optional.of(Answer.of(response));
              }
              boolean unused = sent.cancel(true);
              throw new CompletionException(cause(failure));
            });
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof HttpTimeoutException)) {
      return cause;
    }
    TimeoutException late = new TimeoutException("the application is slow: " + cause.getMessage());
    late.initCause(cause);
    return late;
  }
}
