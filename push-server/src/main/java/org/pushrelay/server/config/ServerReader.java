package org.pushrelay.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Position;
import org.pushrelay.server.text.Word;

/** Reads {@code server} with its locations. */
final class ServerReader {
  /** The longer of two that begin alike comes first. */
  private static final List<String> MODIFIERS = List.of("=", "^~", "~*", "~");

  private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(75);

  private final DirectiveArguments values;
  private final Problems problems;
  private final TreeCheck check;
  private final LocationReader locations;
  private final AccessReader access;
  private final ListenReader listens;
  private final TlsReader tls;
  private final List<Position> positions = new ArrayList<>();

  ServerReader(
      Path base,
      Variables variables,
      DirectiveArguments values,
      Problems problems,
      TreeCheck check,
      NchanGroups groups,
      Upstreams upstreams) {
    this.values = values;
    this.problems = problems;
    this.check = check;
    this.locations =
        new LocationReader(base, variables, values, problems, check, groups, upstreams);
    this.access = new AccessReader(base, variables, values, problems);
    this.listens = new ListenReader(base, problems);
    this.tls = new TlsReader(base, problems);
  }

  /** Where the servers stand that were read, in that order. */
  List<Position> positions() {
    return positions;
  }

  /**
   * Reads a server.
   *
   * @param bare whether there are no braces around it; it then listens where the default
   *     configuration does
   */
  VirtualServer read(Scope scope, boolean bare) {
    positions.add(scope.position());
    VirtualServer server =
        new VirtualServer(
            listens(scope, bare),
            names(scope),
            locations.read(scope, Optional.empty()),
            locations(scope, Optional.empty()),
            tls.read(scope),
            timeouts(scope),
            access.realIp(scope));
    new HookTargets(server, problems).check();
    return server;
  }

  /**
   * The locations in a block.
   *
   * @param around which paths the block is for, if it is a location
   */
  private List<Location> locations(Scope scope, Optional<LocationMatch> around) {
    List<Location> found = new ArrayList<>();
    Map<String, Position> seen = new HashMap<>();
    for (Directive block : scope.own("location")) {
      List<Directive> children = check.check(block.children(), EnumSet.of(Context.LOCATION));
      Scope inner = new Scope(Context.LOCATION, block.position(), scope, children);
      Optional<LocationMatch> match = match(block).filter(m -> fits(block, m, around));
      Position first =
          match
              .map(m -> seen.putIfAbsent(m.text().replace("^~ ", ""), block.position()))
              .orElse(null);
      if (first != null) {
        problems.error(block, "\"" + match.get().text() + "\" is there already (at " + first + ")");
      }
      LocationSettings settings = locations.read(inner, match);
      List<Location> nested = locations(inner, match);
      match.ifPresent(m -> found.add(new Location(m, settings, nested)));
    }
    return found;
  }

  /** Whether a location can stand in the one around it, by nginx's rules. */
  private boolean fits(Directive block, LocationMatch match, Optional<LocationMatch> around) {
    if (around.isEmpty() || match instanceof LocationMatch.Regex) {
      return true;
    }
    boolean fits =
        around.get() instanceof LocationMatch.Prefix outer
            && match.beginning().startsWith(outer.prefix());
    if (!fits) {
      problems.error(
          block,
          "\""
              + match.text()
              + "\" cannot stand in location \""
              + around.get().text()
              + "\", which no request for it comes to (expected: outside of it)");
    }
    return fits;
  }

  private Optional<LocationMatch> match(Directive block) {
    String first = block.arg(0);
    if (block.args().size() == 2) {
      return match(block, first, block.arg(1));
    }
    // as in nginx, the blank behind a modifier may be left out
    String modifier = MODIFIERS.stream().filter(m -> first.startsWith(m)).findFirst().orElse("");
    return match(block, modifier, first.substring(modifier.length()));
  }

  private Optional<LocationMatch> match(Directive block, String modifier, String text) {
    return switch (modifier) {
      case "" -> prefix(block, text, false);
      case "=" -> prefix(block, text, false).map(m -> new LocationMatch.Exact(text));
      case "^~" -> prefix(block, text, true);
      case "~" -> regex(block, text, false);
      case "~*" -> regex(block, text, true);
      default -> {
        problems.error(block, "has the modifier \"" + modifier + "\" (expected: =, ^~, ~ or ~*)");
        yield Optional.empty();
      }
    };
  }

  private Optional<LocationMatch> prefix(Directive block, String text, boolean beatsRegexes) {
    if (text.startsWith("@")) {
      problems.error(
          block,
          "\""
              + text
              + "\" is one of nginx's named locations, which the relay does not have"
              + " (expected: a path that starts with /)");
      return Optional.empty();
    }
    if (!text.startsWith("/")) {
      problems.error(block, "is \"" + text + "\" (expected: a path that starts with /)");
      return Optional.empty();
    }
    return Optional.of(new LocationMatch.Prefix(text, beatsRegexes));
  }

  private Optional<LocationMatch> regex(Directive block, String text, boolean ignoresCase) {
    try {
      NginxRegex expression = NginxRegex.compile(text, ignoresCase);
      expression.note().ifPresent(note -> problems.note(block, note));
      return Optional.of(new LocationMatch.Regex(expression));
    } catch (PatternSyntaxException e) {
      problems.error(block, "has a broken expression \"" + text + "\": " + e.getDescription());
      return Optional.empty();
    }
  }

  private List<Listen> listens(Scope scope, boolean bare) {
    List<Directive> directives = scope.own("listen");
    if (directives.isEmpty()) {
      boolean root = "root".equals(System.getProperty("user.name"));
      return List.of(
          bare
              ? new Listen("127.0.0.1", 8080, false, false, false, 0)
              : new Listen("0.0.0.0", root ? 80 : 8000, false, false, false, 0));
    }
    boolean http2 = values.flag(scope, "http2", false);
    List<Listen> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Directive directive : directives) {
      Optional<Listen> listen = listens.read(directive);
      if (listen.isPresent() && !seen.add(listen.get().address())) {
        problems.error(directive, "is given twice for " + listen.get().address());
        continue;
      }
      listen.ifPresent(l -> found.add(http2 ? l.withHttp2(true) : l));
    }
    return found;
  }

  private List<ServerName> names(Scope scope) {
    List<ServerName> names = new ArrayList<>();
    for (Directive directive : scope.own("server_name")) {
      for (Word word : directive.args()) {
        List<ServerName> parsed = ServerName.parse(word.text());
        parsed.forEach(name -> name.note().ifPresent(note -> problems.note(directive, note)));
        if (parsed.isEmpty()) {
          problems.error(
              directive,
              "has the name \""
                  + word
                  + "\" (expected: a host, *.example.com, .example.com, www.example.* or"
                  + " ~expression)");
        }
        names.addAll(parsed);
      }
    }
    return names;
  }

  private VirtualServer.Timeouts timeouts(Scope scope) {
    return new VirtualServer.Timeouts(
        values.time(scope, "client_header_timeout", HEADER_TIMEOUT),
        values.time(scope, "client_body_timeout", BODY_TIMEOUT),
        values.time(scope, "keepalive_timeout", KEEP_ALIVE));
  }
}
