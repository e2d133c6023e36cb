package org.pushrelay.webhooks;

import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.pushrelay.message.MessageBody;

/**
 * Makes HTTP calls to applications, so many at once and no more. Redirects are not followed. Safe
 * from any thread.
 */
public final class ApplicationClient {
  private static final String USER_AGENT = "User-Agent";

  private final HttpClient client;
  private final Semaphore left;
  private final int maxAnswerBytes;

  /**
   * A client.
   *
   * @param connectTimeout how long a connection may take to come about
   * @param maxCalls how many calls may be under way at once
   * @param maxAnswerBytes how long the body of a response may be
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
   * @param readTimeout how long the whole response may take
   * @return its response; nothing if too many calls are under way. It fails with a {@link
   *     TimeoutException} if the application is slow, with a {@link ProtocolException} if its
   *     status is none of HTTP (RFC 9110, 15), and with another failure if it is away
   */
  public CompletableFuture<Optional<WebhookResponse>> call(
      HttpRequest.Builder request, Duration readTimeout) {
    HttpRequest whole = withoutOwnName(request.timeout(readTimeout));
    if (!left.tryAcquire()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<WebhookResponse>> answer;
    try {
      answer = send(whole, readTimeout);
    } catch (RuntimeException | Error e) {
      left.release();
      throw e;
    }
    return answer.whenComplete((said, failure) -> left.release());
  }

  /**
   * The HTTP client names itself where the request names no agent. It cannot be told to leave the
   * field out; an empty one says as little.
   */
  private static HttpRequest withoutOwnName(HttpRequest.Builder request) {
    HttpRequest whole = request.build();
    return whole.headers().firstValue(USER_AGENT).isPresent()
        ? whole
        : request.copy().setHeader(USER_AGENT, "").build();
  }

  private CompletableFuture<Optional<WebhookResponse>> send(
      HttpRequest request, Duration readTimeout) {
    var sent = client.sendAsync(request, head -> new LimitedBody(maxAnswerBytes));
    // the request's own timeout ends with the head of the response: this one is for all of it
    return sent.copy()
        .orTimeout(readTimeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (response, failure) -> {
              if (failure == null) {
                return Optional.of(webhookResponse(response));
              }
              boolean unused = sent.cancel(true);
              throw new CompletionException(cause(failure));
            });
  }

  private static WebhookResponse webhookResponse(HttpResponse<MessageBody> response) {
    if (response.statusCode() < 200 || response.statusCode() > 599) {
      throw new CompletionException(
          new ProtocolException(
              "the application answered with the status "
                  + response.statusCode()
                  + " (expected: 200 to 599)"));
    }
    return WebhookResponse.of(response);
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
