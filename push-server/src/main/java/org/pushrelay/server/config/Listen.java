package org.pushrelay.server.config;

/**
 * An address that a server listens on.
 *
 * @param host a numeric address, without brackets
 * @param port 0 for any free one
 * @param ssl whether TLS is spoken
 * @param http2 whether HTTP/2 is spoken besides HTTP/1.1
 * @param defaultServer whether the server answers those who name none
 * @param backlog how many connections may wait to be accepted; 0 for the system's default
 */
public record Listen(
    String host, int port, boolean ssl, boolean http2, boolean defaultServer, int backlog) {

  /** The address and nothing else; servers with equal ones share a socket. */
  public String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** Whether it is all addresses of this machine. */
  public boolean isWildcard() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  Listen withHttp2(boolean value) {
    return new Listen(host, port, ssl, value, defaultServer, backlog);
  }
}
