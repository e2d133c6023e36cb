package org.pushrelay.server.transport;

/** Is told of requests that a transport refuses by itself. Safe from any thread; never blocks. */
@FunctionalInterface
public interface RefusalListener {
  /** A request was refused, and its response is handed to the network. */
  void onRefused(RefusedRequest request);
}
