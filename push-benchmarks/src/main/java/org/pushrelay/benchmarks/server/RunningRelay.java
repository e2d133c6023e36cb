package org.pushrelay.benchmarks.server;

/** A server that listens. */
public interface RunningRelay extends AutoCloseable {
  /** The port that it listens on. */
  int port();

  /** Ends it. */
  @Override
  void close();
}
