package org.pushrelay.jetty;

import java.util.concurrent.Executor;
import org.pushrelay.subscriber.Loop;

/**
 * The threads of a Jetty server. A few subscribers are told in the thread that brings the news,
 * which costs less than a change of threads; many are told in a thread of the server's, so that a
 * publisher does not wait for all of them.
 */
record JettyLoop(Executor executor) implements Loop {
  /** So many are told at once. */
  static final int A_FEW = 8;

  @Override
  public void execute(int subscribers, Runnable telling) {
    if (subscribers <= A_FEW) {
      telling.run();
    } else {
      executor.execute(telling);
    }
  }
}
