package org.pushrelay.testkit;

import static java.util.Objects.requireNonNull;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.Verdict;
import org.pushrelay.hook.Visit;

/** Lets nobody in, and keeps nobody out, before a test says so. */
final class Doorkeeper implements Authorizer {
  private final Queue<CompletableFuture<Verdict>> asked = new ConcurrentLinkedQueue<>();

  @Override
  public CompletionStage<Verdict> authorize(Visit visit) {
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    asked.add(answer);
    return answer;
  }

  /** Waits until somebody is at the door. */
  void await() {
    Eventually.until("somebody asks", () -> !asked.isEmpty());
  }

  /** Answers who has waited longest, in another thread than the one that asked. */
  void say(Verdict verdict) {
    await();
    CompletableFuture<Verdict> first = requireNonNull(asked.poll(), "somebody at the door");
    CompletableFuture.runAsync(() -> first.complete(verdict)).join();
  }
}
