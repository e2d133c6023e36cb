package org.pushrelay.server.transport;

import java.util.List;
import java.util.function.Function;
import org.pushrelay.server.config.VirtualServer.Tls;

/**
 * The certificates of a socket.
 *
 * @param all each one once; the first is that of the default server
 * @param byHost chooses one of them by the host that a client names before the handshake (SNI); the
 *     empty text is a client that names none
 */
public record Certificates(List<Tls> all, Function<String, Tls> byHost) {
  /** Copies the list. */
  public Certificates {
    all = List.copyOf(all);
  }
}
