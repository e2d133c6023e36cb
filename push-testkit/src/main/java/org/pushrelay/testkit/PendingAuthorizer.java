package org.pushrelay.testkit;

import static java.util.Objects.requireNonNull;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;

/** An authorizer that decides when a test says so. */
final class PendingAuthorizer implements Authorizer {
  private final Queue<CompletableFuture<AuthDecision>> asked = new ConcurrentLinkedQueue<>();

  @Override
  public CompletionStage<AuthDecision> authorize(AccessRequest accessRequest) {
    CompletableFuture<AuthDecision> response = new CompletableFuture<>();
    asked.add(response);
    return response;
  }

  /** Waits until an authorizer call is pending. */
  void await() {
    Eventually.until("an authorizer is called", () -> !asked.isEmpty());
  }

  /** Decides the oldest pending call, in another thread than the one that asked. */
  void decide(AuthDecision authDecision) {
    await();
    CompletableFuture<AuthDecision> first = requireNonNull(asked.poll(), "an open call");
    CompletableFuture.runAsync(() -> first.complete(authDecision)).join();
  }
}
