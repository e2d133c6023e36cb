package org.pushrelay.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/** Reads {@code listen}. */
final class ListenReader {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:(\\[[0-9a-fA-F:.%\\w]+\\]|\\*|[^:\\[\\]]+?)(?::(\\d+))?)|(\\d+)");
  private static final String EXPECTED =
      "(expected: an address and a port, as 127.0.0.1:8080, [::1]:8080, *:8080, 8080 or"
          + " unix:/path)";
  private static final int DEFAULT_PORT = 80;

  /** The room that the system has for the path of a socket. */
  private static final int MAX_SOCKET_PATH = 107;

  private final Path base;
  private final Problems problems;

  ListenReader(Path base, Problems problems) {
    this.base = base;
    this.problems = problems;
  }

  Optional<Listen> read(Directive directive) {
    String text = directive.arg(0);
    if (text.startsWith(Listen.UNIX)) {
      return unix(directive, text.substring(Listen.UNIX.length()));
    }
    Matcher matcher = ADDRESS.matcher(text.matches("\\d+") ? "*:" + text : text);
    if (!matcher.matches()) {
      problems.error(directive, "is \"" + text + "\" " + EXPECTED);
      return Optional.empty();
    }
    int port = matcher.group(2) == null ? DEFAULT_PORT : port(matcher.group(2));
    Optional<String> host = host(matcher.group(1));
    if (port < 0 || host.isEmpty()) {
      problems.error(directive, "is \"" + text + "\" " + EXPECTED);
      return Optional.empty();
    }
    return Optional.of(options(directive, new Listen(host.get(), port, false, false, false, 0)));
  }

  private Optional<Listen> unix(Directive directive, String name) {
    Path path = base.resolve(name).toAbsolutePath();
    int bytes = path.toString().getBytes(UTF_8).length;
    if (name.isEmpty() || bytes > MAX_SOCKET_PATH) {
      problems.error(
          directive,
          "is \"unix:"
              + name
              + "\" (expected: a path behind unix:, of at most "
              + MAX_SOCKET_PATH
              + " bytes with its directory)");
      return Optional.empty();
    }
    Listen listen = new Listen(Listen.UNIX + path, 0, false, false, false, 0);
    return Optional.of(options(directive, listen));
  }

  private static int port(String digits) {
    int port = digits.length() > 5 ? -1 : Integer.parseInt(digits);
    return port > 65535 ? -1 : port;
  }

  private static Optional<String> host(String text) {
    if (text.equals("*")) {
      return Optional.of("0.0.0.0");
    }
    try {
      String address = InetAddress.getByName(text).getHostAddress();
      return Optional.of(address.equals("0:0:0:0:0:0:0:0") ? "::" : address);
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private Listen options(Directive directive, Listen listen) {
    boolean ssl = false;
    boolean http2 = false;
    boolean isDefault = false;
    int backlog = 0;
    List<Word> options = directive.args().subList(1, directive.args().size());
    for (Word option : options) {
      String text = option.text();
      if (text.equals("ssl")) {
        ssl = true;
      } else if (text.equals("http2")) {
        http2 = true;
      } else if (text.equals("default_server") || text.equals("default")) {
        isDefault = true;
      } else if (text.matches("backlog=\\d{1,6}")) {
        backlog = Integer.parseInt(text.substring("backlog=".length()));
      } else if (text.matches(
          "deferred|bind|reuseport|(rcvbuf|sndbuf|setfib|fastopen|so_keepalive|ipv6only)=.+")) {
        problems.note(directive, "option \"" + text + "\" has no effect here");
      } else {
        problems.error(
            directive,
            "has the option \"" + text + "\" (expected: default_server, ssl, http2 or backlog=N)");
      }
    }
    return new Listen(listen.host(), listen.port(), ssl, http2, isDefault, backlog);
  }
}
