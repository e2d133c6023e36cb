package org.pushrelay.subscriber;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;

/** Tells everybody in the threads of an executor. */
record ExecutorLoop(Executor executor) implements Loop {

  ExecutorLoop {
    requireNonNull(executor, "executor");
  }

  @Override
  public void execute(int subscribers, Runnable telling) {
    executor.execute(telling);
  }
}
