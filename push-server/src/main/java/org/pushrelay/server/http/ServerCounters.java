package org.pushrelay.server.http;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.pushrelay.server.transport.Connections;
import org.pushrelay.server.transport.Transport;

/** The requests and connections of the server. Safe from any thread. */
final class ServerCounters {
  private final LongAdder requests = new LongAdder();
  private volatile Transport.@Nullable Running transport;

  /** The transport, once it runs. */
  void isOf(Transport.Running running) {
    transport = running;
  }

  /** A request has come. */
  void count() {
    requests.increment();
  }

  long requests() {
    return requests.sum();
  }

  /** The connections; none before the transport runs. */
  Connections connections() {
    Transport.Running running = transport;
    return running == null ? Connections.NONE : running.connections();
  }
}
