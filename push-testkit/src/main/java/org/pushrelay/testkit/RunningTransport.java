package org.pushrelay.testkit;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A server that was started for {@link ExchangeContract}. */
public interface RunningTransport extends AutoCloseable {

  /** Where it listens on 127.0.0.1. */
  int port();

  /**
   * What clients speak TLS with, and trust its certificate by, as one of {@link SelfSigned}; empty
   * where it serves clear text.
   */
  default Optional<SSLContext> tls() {
    return Optional.empty();
  }

  /** Stops the server. */
  @Override
  void close();
}
