package org.pushrelay.hook;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Decides who may subscribe or publish. Asked for each request, so for each single poll, too,
 * before anything of the channel is touched. Safe from any thread.
 *
 * <p>Only a {@link Verdict.Grant} lets anybody in. An answer that does not come within {@link
 * Hooks#timeLimit} is 504 to the client, and one that fails (or is null) is 502.
 *
 * <pre>{@code
 * Authorizer members = visit ->
 *     sessions.find(visit.header("Cookie").orElse(""))
 *         .thenApply(user -> user.isPresent() ? Verdict.allow(user.get().name()) : Verdict.refuse());
 * }</pre>
 */
@FunctionalInterface
public interface Authorizer {

  /** Says yes or no, now or later. Must not block. */
  CompletionStage<? extends Verdict> authorize(Visit visit);

  /** One that knows at once. */
  static Authorizer of(Function<Visit, ? extends Verdict> decision) {
    return visit -> CompletableFuture.completedFuture(decision.apply(visit));
  }
}
