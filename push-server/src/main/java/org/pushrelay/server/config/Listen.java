package org.pushrelay.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Position;
import org.pushrelay.server.text.Word;

/**
 * An address that a server listens on.
 *
 * @param host a numeric address, without brackets; or {@code unix:} and the path of a socket
 * @param port 0 for any free one, and for a Unix domain socket
 * @param ssl whether TLS is spoken
 * @param http2 whether HTTP/2 is spoken besides HTTP/1.1
 * @param defaultServer whether the server handles requests whose host names no server
 * @param backlog how many connections may wait to be accepted; 0 for the system's default
 */
public record Listen(
    String host, int port, boolean ssl, boolean http2, boolean defaultServer, int backlog) {
  /** What the host of a Unix domain socket begins with. */
  static final String UNIX = "unix:";

  /**
   * Reads an address as the directive takes it: an address, an address and a port, a port, or
   * {@code unix:} and a path.
   *
   * @throws IllegalArgumentException if it is none; the message says what was expected
   */
  public static Listen parse(String text) {
    Problems problems = new Problems();
    Position here = new Position("", 1, 1);
    Directive directive =
        new Directive(new Word("listen", here), List.of(new Word(text, here)), Optional.empty());
    Optional<Listen> listen = new ListenReader(Path.of(""), problems).read(directive);
    try {
      problems.throwIfAny();
    } catch (ConfigException e) {
      String message = e.problems().get(0).message();
      throw new IllegalArgumentException(message.substring("\"listen\" ".length()), e);
    }
    return listen.orElseThrow();
  }

  /** The address and nothing else; servers with equal ones share a socket. */
  public String address() {
    return isUnix() ? host : (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** Whether it is a Unix domain socket. */
  public boolean isUnix() {
    return host.startsWith(UNIX);
  }

  /** The path of the Unix domain socket that it is. */
  public Path path() {
    return Path.of(host.substring(UNIX.length()));
  }

  /** Whether it is all addresses of this machine. */
  public boolean isWildcard() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  Listen withHttp2(boolean value) {
    return new Listen(host, port, ssl, value, defaultServer, backlog);
  }
}
