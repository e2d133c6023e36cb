package org.pushrelay.webhooks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.pushrelay.hook.Visit;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** Makes the calls, so many at once and no more. Safe from any thread. */
final class Calls {
  /** What a client is answered for whom no call is left. */
  static final PushResponse TOO_MANY_CALLS = PushResponse.of(503, new Header("Retry-After", "1"));

  private final HttpClient client;
  private final Duration readTimeout;
  private final Semaphore left;
  private final int maxAnswerBytes;
  private final CallHeaders headers;

  Calls(
      HttpClient client,
      Duration readTimeout,
      int maxCalls,
      int maxAnswerBytes,
      CallHeaders headers) {
    this.client = client;
    this.readTimeout = readTimeout;
    this.left = new Semaphore(maxCalls);
    this.maxAnswerBytes = maxAnswerBytes;
    this.headers = headers;
  }

  CompletableFuture<Optional<Answer>> get(URI uri, Visit visit) {
    return call(HttpRequest.newBuilder(uri).GET(), visit);
  }

  /**
   * Calls the application.
   *
   * @return its answer; nothing if too many calls are under way. It fails with a {@link
   *     TimeoutException} if the application is slow, and with another failure if it is away
   */
  CompletableFuture<Optional<Answer>> call(HttpRequest.Builder request, Visit visit) {
    headers.of(visit).forEach(header -> request.header(header.name(), header.value()));
    HttpRequest whole = request.timeout(readTimeout).build();
    if (!left.tryAcquire()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<Answer>> answer;
    try {
      answer = send(whole);
    } catch (RuntimeException | Error e) {
      left.release();
      throw e;
    }
    return answer.whenComplete((said, failure) -> left.release());
  }

  private CompletableFuture<Optional<Answer>> send(HttpRequest request) {
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

  /** What is told to the application of a visit, that decides about its answer. */
  List<Header> told(Visit visit) {
    return headers.deciding(visit);
  }
}
