package org.pushrelay.server.http;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.MessageFilter;
import org.pushrelay.hook.Presence;
import org.pushrelay.hook.SubscriptionListener;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.server.config.HookConfig;
import org.pushrelay.server.config.HookUri;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.spi.RequestCopy;
import org.pushrelay.webhooks.WebhookResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hooks of one location, which other locations of the server answer. Exists once for the
 * location: what differs from request to request, its variables above all, comes with the {@link
 * AccessRequest}. Safe from any thread.
 */
final class HookCalls implements Authorizer, MessageFilter, SubscriptionListener {
  private static final Logger log = LoggerFactory.getLogger(HookCalls.class);

  /** The locations have limits of their own ({@code proxy_read_timeout}); this is for the rest. */
  private static final Duration TIME_LIMIT = Duration.ofMinutes(5);

  /** What the client asks of the endpoint, and not of the application. */
  private static final List<String> LEFT_OUT =
      List.of(
          "If-Match",
          "If-Modified-Since",
          "If-None-Match",
          "If-Range",
          "If-Unmodified-Since",
          "Range");

  private final HookConfig config;
  private final InternalRequests locations;

  /** The calls under way that tell of an arrival: that of a departure waits for its arrival's. */
  private final Map<Presence, CompletionStage<?>> arrivals =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private HookCalls(HookConfig config, InternalRequests locations) {
    this.config = config;
    this.locations = locations;
  }

  /** The hooks of a location; none if its configuration has none. */
  static Hooks hooks(HookConfig config, InternalRequests locations) {
    if (config.isEmpty()) {
      return Hooks.NONE;
    }
    HookCalls calls = new HookCalls(config, locations);
    Hooks.Builder hooks = Hooks.builder().timeLimit(TIME_LIMIT);
    if (config.authorize().isPresent()) {
      hooks.authorizer(calls);
    }
    if (config.publish().isPresent()) {
      hooks.filter(calls);
    }
    if (config.subscribed().isPresent() || config.unsubscribed().isPresent()) {
      hooks.listener(calls);
    }
    return hooks.build();
  }

  @Override
  public CompletionStage<AuthDecision> authorize(AccessRequest accessRequest) {
    return authorize(config.authorize().orElseThrow(), accessRequest, "GET", Optional.empty())
        .thenApply(WebhookResponse::authDecision);
  }

  @Override
  public CompletionStage<Outcome> filter(AccessRequest accessRequest, MessageDraft draft) {
    return authorize(config.publish().orElseThrow(), accessRequest, "POST", Optional.of(draft))
        .thenApply(answer -> answer.outcome(draft));
  }

  @Override
  public void onSubscribed(Presence presence) {
    if (config.subscribed().isEmpty()) {
      return;
    }
    CompletionStage<?> call = sendNotification(config.subscribed().get(), presence);
    arrivals.put(presence, call);
    CompletionStage<?> unused = call.whenComplete((done, failure) -> arrivals.remove(presence));
  }

  @Override
  public void onUnsubscribed(Presence presence) {
    if (config.unsubscribed().isEmpty()) {
      return;
    }
    HookUri uri = config.unsubscribed().get();
    @Nullable CompletionStage<?> arrival = arrivals.get(presence);
    CompletionStage<?> unused =
        arrival == null
            ? sendNotification(uri, presence)
            : arrival.thenRun(() -> departed(uri, presence));
  }

  private void departed(HookUri uri, Presence presence) {
    CompletionStage<?> unused = sendNotification(uri, presence);
  }

  /** Sends a notification. The result never fails, since no request depends on it. */
  private CompletionStage<?> sendNotification(HookUri uri, Presence presence) {
    CompletionStage<WebhookResponse> call;
    try {
      call = authorize(uri, presence.accessRequest(), "GET", Optional.empty());
    } catch (RuntimeException e) {
      call = CompletableFuture.failedFuture(e);
    }
    return call.handle(
        (answer, failure) -> {
          if (failure != null) {
            log.warn("A location could not be told of a subscriber", failure);
          } else if (!answer.isSuccess()) {
            log.debug("A location that was told of a subscriber said {}", answer.status());
          }
          return answer;
        });
  }

  private CompletionStage<WebhookResponse> authorize(
      HookUri uri, AccessRequest accessRequest, String method, Optional<MessageDraft> draft) {
    RoutedRequest request = RoutedRequest.of(accessRequest);
    Optional<InternalTarget> internalTarget = InternalTarget.of(uri, request);
    if (internalTarget.isEmpty()) {
      return CompletableFuture.completedFuture(webhookResponse(StatusResponse.of(400)));
    }
    RequestCopy asked =
        RequestCopy.of(request)
            .at(internalTarget.get().path(), internalTarget.get().query())
            .by(method, fields(request, draft));
    RoutedRequest inner = request.sentOn(asked, internalTarget.get().uri());
    return locations
        .request(
            inner, draft.map(MessageDraft::body).map(ReceivedBody::new).orElse(ReceivedBody.NONE))
        .thenApply(HookCalls::webhookResponse);
  }

  private static WebhookResponse webhookResponse(PushResponse response) {
    return new WebhookResponse(response.status(), response.headers(), response.body());
  }

  private static Map<String, List<String>> fields(
      RoutedRequest request, Optional<MessageDraft> draft) {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.headerNames().forEach(name -> fields.put(name, request.headers(name)));
    LEFT_OUT.forEach(fields::remove);
    fields.remove("Content-Type");
    draft
        .flatMap(MessageDraft::contentType)
        .ifPresent(type -> fields.put("Content-Type", List.of(type)));
    return fields;
  }
}
