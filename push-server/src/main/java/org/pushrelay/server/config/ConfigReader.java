package org.pushrelay.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.PushEngineBuilder;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.ConfigText;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Position;

/**
 * From a tree of directives to what it means. {@code http} and {@code server} may be left out
 * around the rest.
 */
final class ConfigReader {
  private static final int MAX_WORKERS = 1024;

  private final Path base;
  private final Problems problems = new Problems();
  private final DirectiveArguments values = new DirectiveArguments(problems);

  ConfigReader(Path base) {
    this.base = base;
  }

  RelayConfig read(ConfigText text) throws ConfigException {
    List<Directive> tree = text.directives();
    text.mistakes().forEach(mistake -> problems.error(mistake.position(), mistake.message()));
    text.notes().forEach(note -> problems.note(note.position(), note.message()));
    TreeCheck check = new TreeCheck(problems, new VariableUses(tree));
    Variables variables = new Variables(tree);
    Set<Context> contexts = outermost(tree);
    Position start = tree.isEmpty() ? new Position(text.name(), 1, 1) : tree.get(0).position();
    Scope main = new Scope(Context.MAIN, start, null, check.check(tree, contexts));
    NchanGroups groups = new NchanGroups(variables, values, problems);
    Upstreams upstreams = new Upstreams(problems);
    ServerReader servers =
        new ServerReader(base, variables, values, problems, check, groups, upstreams);

    List<VirtualServer> read = new ArrayList<>();
    Scope http = main;
    for (Directive block : main.own("http")) {
      List<Directive> children = check.check(block.children(), EnumSet.of(Context.HTTP));
      http = new Scope(Context.HTTP, block.position(), main, children);
    }
    http.own("upstream").forEach(upstreams::read);
    if (contexts.contains(Context.SERVER)) {
      read.add(servers.read(main, true));
    }
    for (Directive block : http.own("server")) {
      List<Directive> children = check.check(block.children(), EnumSet.of(Context.SERVER));
      Scope scope = new Scope(Context.SERVER, block.position(), http, children);
      read.add(servers.read(scope, false));
    }
    if (read.isEmpty() && text.mistakes().isEmpty()) {
      problems.error(start, "there is no server (expected: server { ... } in http { ... })");
    }
    checkSockets(read, servers.positions());
    boolean isNchans = read.stream().anyMatch(ConfigReader::isNchans);
    MemoryReader memory = new MemoryReader(values, problems, Runtime.getRuntime().maxMemory());
    long stored = memory.stored(http, isNchans);
    long buffers = memory.buffers(http);
    long connections = memory.connections(http, stored, buffers);
    int channelsPerAddress =
        values.number(
            http, "push_max_channels_per_address", PushEngineBuilder.DEFAULT_CHANNELS_PER_ADDRESS);
    RelayConfig.ErrorLog errorLog = errorLog(http);
    int workers = workers(main);
    problems.throwIfAny();
    return new RelayConfig(
        read,
        stored,
        buffers,
        connections,
        channelsPerAddress,
        groups.counted(),
        errorLog,
        workers,
        ConfigOutline.of(tree),
        problems.notes());
  }

  /** Whether any location is one of Nchan's. */
  private static boolean isNchans(VirtualServer server) {
    return isNchans(server.settings().content())
        || server.allLocations().anyMatch(l -> isNchans(l.settings().content()));
  }

  private static boolean isNchans(LocationContent content) {
    if (content instanceof LocationContent.Publisher publisher) {
      return publisher.config().profile().has(Trait.NCHAN_WORDS);
    }
    return content instanceof LocationContent.PubSub
        || (content instanceof LocationContent.Subscriber subscriber
            && subscriber.config().profile().has(Trait.NCHAN_WORDS));
  }

  /** What the text is, judged by the outermost block in it. */
  private static Set<Context> outermost(List<Directive> tree) {
    Set<String> names = new HashSet<>();
    tree.forEach(directive -> names.add(directive.name()));
    if (names.contains("http")) {
      return EnumSet.of(Context.MAIN);
    }
    if (names.contains("server")) {
      return EnumSet.of(Context.MAIN, Context.HTTP);
    }
    return names.contains("location")
        ? EnumSet.of(Context.MAIN, Context.HTTP, Context.SERVER)
        : EnumSet.of(Context.MAIN);
  }

  /** Servers that share an address have to agree on who is the default, and on names. */
  private void checkSockets(List<VirtualServer> servers, List<Position> positions) {
    Map<String, Position> defaults = new HashMap<>();
    Map<String, Position> names = new HashMap<>();
    for (int i = 0; i < servers.size(); i++) {
      VirtualServer server = servers.get(i);
      Position position = positions.get(i);
      for (Listen listen : server.listens()) {
        Position other =
            listen.defaultServer() ? defaults.putIfAbsent(listen.address(), position) : null;
        if (other != null) {
          problems.error(
              position,
              listen.address() + " has a default_server already (the server at " + other + ")");
        }
        for (ServerName name : names(server)) {
          Position first = names.putIfAbsent(listen.address() + " " + name, position);
          if (first != null && (listen.port() != 0 || listen.isUnix())) {
            problems.error(
                position,
                "another server on "
                    + listen.address()
                    + " has the same server_name (the one at "
                    + first
                    + ")");
          }
        }
      }
    }
    if (problems.areNone()) {
      // else a certificate that could not be read would be missed once more
      checkTls(servers, positions);
    }
  }

  private static List<ServerName> names(VirtualServer server) {
    return server.names().isEmpty() ? List.of(new ServerName.Exact("")) : server.names();
  }

  private void checkTls(List<VirtualServer> servers, List<Position> positions) {
    Map<String, Boolean> hasCertificate = new HashMap<>();
    Map<String, Position> ssl = new HashMap<>();
    for (int i = 0; i < servers.size(); i++) {
      VirtualServer server = servers.get(i);
      for (Listen listen : server.listens()) {
        if (listen.ssl()) {
          ssl.putIfAbsent(listen.address(), positions.get(i));
        }
        hasCertificate.merge(listen.address(), server.tls().isPresent(), Boolean::logicalOr);
      }
    }
    ssl.forEach(
        (address, position) -> {
          if (!hasCertificate.getOrDefault(address, false)) {
            problems.error(
                position,
                "listens on "
                    + address
                    + " with ssl, but has no certificate (expected: ssl_certificate and"
                    + " ssl_certificate_key)");
          }
        });
  }

  private int workers(Scope main) {
    Optional<Directive> directive = main.find("worker_processes");
    if (directive.isEmpty() || directive.get().arg(0).equals("auto")) {
      return Runtime.getRuntime().availableProcessors();
    }
    String text = directive.get().arg(0);
    int workers = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    if (workers < 1 || workers > MAX_WORKERS) {
      problems.error(
          directive.get(),
          "is \"" + text + "\" (expected: auto, or a number from 1 to " + MAX_WORKERS + ")");
    }
    return workers;
  }

  private RelayConfig.ErrorLog errorLog(Scope http) {
    Optional<Directive> directive = http.find("error_log");
    if (directive.isEmpty()) {
      return RelayConfig.ErrorLog.DEFAULT;
    }
    String level =
        directive.get().args().size() == 1
            ? "ERROR"
            : switch (directive.get().arg(1)) {
              case "debug" -> "DEBUG";
              case "info", "notice" -> "INFO";
              case "warn" -> "WARN";
              case "error", "crit", "alert", "emerg" -> "ERROR";
              default -> {
                problems.error(
                    directive.get(),
                    "has the level \""
                        + directive.get().arg(1)
                        + "\" (expected: debug, info, notice, warn, error, crit, alert or emerg)");
                yield "ERROR";
              }
            };
    String file = directive.get().arg(0);
    if (file.equals("stderr")) {
      return new RelayConfig.ErrorLog(Optional.empty(), level);
    }
    Path path = base.resolve(file);
    checkLogFile(directive.get(), path, problems);
    return new RelayConfig.ErrorLog(Optional.of(path), level);
  }

  static void checkLogFile(Directive directive, Path path, Problems problems) {
    Path parent = path.toAbsolutePath().getParent();
    boolean writable =
        Files.exists(path)
            ? Files.isWritable(path) && !Files.isDirectory(path)
            : parent != null && Files.isDirectory(parent) && Files.isWritable(parent);
    if (!writable) {
      problems.error(directive, "names " + path + ", which cannot be written");
    }
  }
}
