package org.pushrelay.hook;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Decides who may subscribe or publish. Asked for each request, so for each single poll, too,
 * before anything of the channel is touched. Safe from any thread.
 *
 * <p>Only a {@link AuthDecision.Grant} lets anybody in. A response that does not come within {@link
 * Hooks#timeLimit} is 504 to the client, and one that fails (or is null) is 502.
 *
 * <pre>{@code
 * Authorizer members = visit ->
 *     sessions.find(visit.header("Cookie").orElse(""))
 *         .thenApply(user -> user.isPresent() ? AuthDecision.allow(user.get().name()) : AuthDecision.refuse());
 * }</pre>
 */
@FunctionalInterface
public interface Authorizer {

  /** Says yes or no, now or later. Must not block. */
  CompletionStage<? extends AuthDecision> authorize(AccessRequest accessRequest);

  /** One that knows at once. */
  static Authorizer of(Function<AccessRequest, ? extends AuthDecision> decision) {
    return accessRequest -> CompletableFuture.completedFuture(decision.apply(accessRequest));
  }
}
