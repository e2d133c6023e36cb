package org.pushrelay.webhooks;

import java.net.URI;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.Presence;
import org.pushrelay.hook.SubscriptionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies the application when a presence begins and ends. The second call of a presence is made
 * when the first one is over, so that the application gets them in order.
 */
final class PresenceCalls implements SubscriptionListener {
  private static final Logger log = LoggerFactory.getLogger(PresenceCalls.class);

  private final AccessRequestCalls calls;
  private final @Nullable Function<AccessRequest, URI> subscribed;
  private final @Nullable Function<AccessRequest, URI> unsubscribed;
  private final Map<Presence, CompletableFuture<?>> underWay =
      Collections.synchronizedMap(new IdentityHashMap<>());

  PresenceCalls(
      AccessRequestCalls calls,
      @Nullable Function<AccessRequest, URI> subscribed,
      @Nullable Function<AccessRequest, URI> unsubscribed) {
    this.calls = calls;
    this.subscribed = subscribed;
    this.unsubscribed = unsubscribed;
  }

  @Override
  public void onSubscribed(Presence presence) {
    if (subscribed == null) {
      return;
    }
    CompletableFuture<?> call = call(subscribed.apply(presence.accessRequest()), presence);
    underWay.put(presence, call);
    CompletableFuture<?> unused = call.whenComplete((done, failure) -> underWay.remove(presence));
  }

  @Override
  public void onUnsubscribed(Presence presence) {
    if (unsubscribed == null) {
      return;
    }
    URI uri = unsubscribed.apply(presence.accessRequest());
    CompletableFuture<?> first = underWay.get(presence);
    CompletableFuture<?> unused =
        first == null ? call(uri, presence) : first.thenRun(() -> unusedCall(uri, presence));
  }

  private void unusedCall(URI uri, Presence presence) {
    CompletableFuture<?> unused = call(uri, presence);
  }

  /** Calls the application. The result never fails, since no request depends on it. */
  private CompletableFuture<?> call(URI uri, Presence presence) {
    CompletableFuture<Optional<WebhookResponse>> response;
    try {
      response = calls.get(uri, presence.accessRequest());
    } catch (RuntimeException e) {
      response = CompletableFuture.failedFuture(e);
    }
    return response.handle(
        (said, failure) -> {
          if (failure != null) {
            log.warn("{} could not be told of a subscriber: {}", uri, failure.toString());
          } else if (said.isEmpty()) {
            log.warn("{} was not told of a subscriber: too many calls are under way", uri);
          } else if (!said.get().isSuccess()) {
            log.debug("{} answered {}", uri, said.get().status());
          }
          return null;
        });
  }
}
