package org.pushrelay.server.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.pushrelay.server.config.Listen;
import org.pushrelay.server.config.VirtualServer.Timeouts;
import org.pushrelay.transport.ExchangeHandler;

/**
 * A socket for a transport to open. One that is open on all addresses of IPv6 takes connections of
 * IPv4, too; one on {@code 0.0.0.0} takes those of IPv4 only.
 *
 * @param listen its address, how many connections may wait to be accepted, and whether HTTP/2 is
 *     spoken besides HTTP/1.1: over TLS as both agree on (ALPN), else with prior knowledge
 * @param certificates the certificates for TLS; empty for clear text
 * @param timeouts how patient it is with its clients; a held request is not subject to them
 * @param handler gets each request; it neither blocks nor throws
 * @param refusals is notified of each request that the transport refuses by itself, before there is
 *     an exchange; empty for no notification
 */
public record ListenSocket(
    Listen listen,
    Optional<Certificates> certificates,
    Timeouts timeouts,
    ExchangeHandler handler,
    Optional<RefusalListener> refusals) {

  /** The address and port to be bound to, if it is no Unix domain socket. */
  public InetSocketAddress address() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port());
  }

  /** The failure to open it, told as it is to people. */
  public IOException cannotListen(Throwable cause) {
    return new IOException(
        "cannot listen on " + listen.address() + ": " + cause.getMessage(), cause);
  }
}
