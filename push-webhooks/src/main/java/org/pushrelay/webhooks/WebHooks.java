package org.pushrelay.webhooks;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.MessageFilter;
import org.pushrelay.hook.SubscriptionListener;
import org.pushrelay.message.MessageDraft;

/**
 * Hooks that ask and tell an application over HTTP, as Nchan does. Safe from any thread.
 *
 * <pre>{@code
 * WebHooks application = WebHooks.create();
 * Hooks hooks = Hooks.NONE.withAuthorizer(application.authorizer(URI.create("http://app/auth")));
 * engine.subscriber(SubscriberConfig.DEFAULT.withHooks(hooks));
 * }</pre>
 *
 * Each call carries the header fields that the {@link AccessRequest} has of the client's request,
 * and {@code X-Original-URI}, {@code X-Original-Method}, {@code X-Channel-Id}, {@code
 * X-Subscriber-Type} or {@code X-Publisher-Type}, {@code X-Message-Id} and {@code X-Forwarded-For}.
 * In {@code X-Channel-Id} several channels have a comma between them, and a slash stands between a
 * group and a name. A comma, a percent sign, a space or what is not ASCII within one is
 * percent-encoded, and so is a slash in a group, or in the name of a channel without a group.
 *
 * <p>An application that is away is 502 to the client, one that is slow is 504, and 503 is who
 * comes while as many calls as may are under way.
 */
public final class WebHooks {
  /** What an application may name the client in, when it lets it in. */
  public static final String SUBJECT = "Push-Subject";

  /** For how many seconds an application lets a client in; for as long as it likes without it. */
  public static final String LIFETIME = "Push-Lifetime";

  private final AccessRequestCalls calls;
  private final GrantCache grants;

  WebHooks(WebHooksBuilder settings) {
    this.calls =
        new AccessRequestCalls(
            new ApplicationClient(
                settings.connectTimeout, settings.maxCalls, settings.maxAnswerBytes),
            settings.readTimeout,
            new CallHeaders(settings.headers));
    this.grants = new GrantCache(settings.time, settings.grantsKept);
  }

  /** With all defaults. */
  public static WebHooks create() {
    return builder().build();
  }

  /** For other settings. */
  public static WebHooksBuilder builder() {
    return new WebHooksBuilder();
  }

  /** {@link #authorizer(Function)} at one address. */
  public Authorizer authorizer(URI uri) {
    return authorizer(at(uri));
  }

  /**
   * Asks by GET who may come in (Nchan: {@code nchan_authorize_request}): a response of 2xx is yes,
   * and may have a {@link #SUBJECT} and a {@link #LIFETIME}. Any other is no, and what the client
   * is answered.
   */
  public Authorizer authorizer(Function<AccessRequest, URI> uri) {
    return accessRequest -> authorize(uri.apply(accessRequest), accessRequest);
  }

  private CompletionStage<AuthDecision> authorize(URI uri, AccessRequest accessRequest) {
    if (grants.isOff()) {
      return calls.get(uri, accessRequest).thenApply(WebHooks::authDecision);
    }
    GrantCache.Key key =
        new GrantCache.Key(uri, accessRequest.role(), calls.headersOf(accessRequest));
    Optional<AuthDecision.Grant> known = grants.find(key);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    long forgotten = grants.forgotten();
    return calls
        .get(uri, accessRequest)
        .thenApply(
            response -> {
              AuthDecision authDecision = authDecision(response);
              if (authDecision instanceof AuthDecision.Grant grant) {
                grants.keep(key, grant, forgotten);
              }
              return authDecision;
            });
  }

  private static AuthDecision authDecision(Optional<WebhookResponse> said) {
    return said.map(WebhookResponse::authDecision)
        .orElseGet(() -> AuthDecision.refuse(AccessRequestCalls.TOO_MANY_CALLS));
  }

  /** {@link #filter(Function)} at one address. */
  public MessageFilter filter(URI uri) {
    return filter(at(uri));
  }

  /**
   * Hands each message to the application by POST before it is published (Nchan: {@code
   * nchan_publisher_upstream_request}). A response of 200, 201 or 202 is the message to publish,
   * with its content type if it has one; 304 is to publish the message as it was, 204 to publish
   * nothing, and any other is 403 to the publisher.
   */
  public MessageFilter filter(Function<AccessRequest, URI> uri) {
    return (accessRequest, draft) -> {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri.apply(accessRequest))
              .POST(BodyPublishers.ofByteArray(draft.body().toByteArray()));
      draft.contentType().ifPresent(type -> request.setHeader("Content-Type", type));
      return calls.call(request, accessRequest).thenApply(response -> outcome(response, draft));
    };
  }

  private static MessageFilter.Outcome outcome(Optional<WebhookResponse> said, MessageDraft draft) {
    return said.map(response -> response.outcome(draft))
        .orElseGet(() -> MessageFilter.refuse(AccessRequestCalls.TOO_MANY_CALLS));
  }

  /**
   * Returns a listener that notifies the application by GET when a presence begins and ends, and
   * ignores the response.
   */
  public SubscriptionListener listener(URI subscribed, URI unsubscribed) {
    return new PresenceCalls(calls, at(subscribed), at(unsubscribed));
  }

  /**
   * Returns a listener that notifies the application by GET when a presence begins (Nchan: {@code
   * nchan_subscribe_request}).
   */
  public SubscriptionListener subscribed(Function<AccessRequest, URI> uri) {
    return new PresenceCalls(calls, requireNonNull(uri, "uri"), null);
  }

  /**
   * Returns a listener that notifies the application by GET when a presence ends (Nchan: {@code
   * nchan_unsubscribe_request}).
   */
  public SubscriptionListener unsubscribed(Function<AccessRequest, URI> uri) {
    return new PresenceCalls(calls, null, requireNonNull(uri, "uri"));
  }

  /** Removes the kept permissions of a subject. To be called before they are revoked. */
  public void forget(String subject) {
    grants.forget(requireNonNull(subject, "subject"));
  }

  private static Function<AccessRequest, URI> at(URI uri) {
    requireNonNull(uri, "uri");
    boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (uri.getHost() == null || !http) {
      throw new IllegalArgumentException("uri: " + uri + " (expected: http or https, and a host)");
    }
    return accessRequest -> uri;
  }
}
