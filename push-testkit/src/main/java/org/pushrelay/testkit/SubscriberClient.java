package org.pushrelay.testkit;

import java.io.IOException;

/** A client that subscribes over a real connection, in any way. One thread at a time. */
interface SubscriberClient extends AutoCloseable {

  /**
   * A message as it came.
   *
   * @param id where to go on behind it; empty if the kind does not say so
   * @param gap the cursor behind which messages are missing; empty if no gap is reported
   * @param text the body
   */
  record Received(String id, String gap, String text) {}

  /** The next message; waits for it. */
  Received next() throws IOException;

  /** Leaves. */
  @Override
  void close();
}
