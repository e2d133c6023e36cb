package org.pushrelay.servlet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Where listeners are told: the Servlet API has no threads to lend once an exchange is over. */
final class ListenerExecutor {
  static final Executor EXECUTOR =
      call -> {
        CompletableFuture<?> unused = CompletableFuture.runAsync(call);
      };

  private ListenerExecutor() {}
}
