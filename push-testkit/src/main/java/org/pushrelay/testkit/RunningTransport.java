package org.pushrelay.testkit;

/** A server that was started for {@link ExchangeContract}. */
public interface RunningTransport extends AutoCloseable {

  /** Where it listens on 127.0.0.1 for HTTP/1.1 in clear text. */
  int port();

  /** Stops the server. */
  @Override
  void close();
}
