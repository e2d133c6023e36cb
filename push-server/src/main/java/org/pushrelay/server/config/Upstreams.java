package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/** Reads {@code upstream}, and knows them by their names. */
final class Upstreams {
  private static final Pattern ADDRESS =
      Pattern.compile("([A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+\\])(:(\\d{1,5}))?");
  private static final Pattern WEIGHT = Pattern.compile("weight=([1-9]\\d{0,2})");
  private static final Pattern HARMLESS =
      Pattern.compile("(max_fails|fail_timeout|max_conns|slow_start)=\\S+|resolve");

  private static final Set<String> IGNORED =
      Set.of(
          "hash",
          "ip_hash",
          "keepalive",
          "keepalive_requests",
          "keepalive_time",
          "keepalive_timeout",
          "least_conn",
          "random",
          "resolver",
          "resolver_timeout",
          "zone",
          // of nginx Plus and of well-known modules
          "check",
          "check_http_send",
          "check_http_expect_alive",
          "consistent_hash",
          "fair",
          "least_time",
          "ntlm",
          "queue",
          "state",
          "sticky");

  private final Problems problems;
  private final Map<String, Upstream> named = new HashMap<>();

  Upstreams(Problems problems) {
    this.problems = problems;
  }

  /** The one of that name. */
  Optional<Upstream> find(String name) {
    return Optional.ofNullable(named.get(name));
  }

  /** Whether a text is the address of a server, as {@code app:8000} or {@code [::1]}. */
  static boolean isAddress(String text) {
    Matcher address = ADDRESS.matcher(text);
    return address.matches()
        && (address.group(3) == null || Integer.parseInt(address.group(3)) <= 65_535);
  }

  void read(Directive block) {
    List<String> servers = new ArrayList<>();
    List<String> backups = new ArrayList<>();
    boolean isRedis = false;
    for (Directive directive : block.children()) {
      if (directive.name().equals("server") && directive.block().isEmpty()) {
        server(directive, servers, backups);
      } else if (IGNORED.contains(directive.name())) {
        problems.note(
            directive, "has no effect: servers are asked in turns, on connections that stay open");
      } else if (directive.name().startsWith("nchan_redis_")) {
        if (!isRedis) {
          problems.error(directive, "is not supported: " + NchanDirectives.NO_REDIS);
        }
        isRedis = true;
      } else {
        problems.error(
            directive, "is nothing that can stand in an upstream (expected: server ADDRESS)");
      }
    }
    if (servers.isEmpty() && !isRedis) {
      problems.error(block, "has no server (expected: server 127.0.0.1:8000; in it)");
    }
    Upstream upstream = new Upstream(block.arg(0), servers, backups);
    if (named.putIfAbsent(block.arg(0), upstream) != null) {
      problems.error(block, "\"" + block.arg(0) + "\" is there already");
    }
  }

  private void server(Directive directive, List<String> servers, List<String> backups) {
    if (directive.args().isEmpty() || !isAddress(directive.arg(0))) {
      problems.error(
          directive, "needs an address (expected: a host and a port, as 127.0.0.1:8000)");
      return;
    }
    String address = directive.arg(0);
    int weight = 1;
    boolean isBackup = false;
    boolean isDown = false;
    for (Word word : directive.args().subList(1, directive.args().size())) {
      Matcher weights = WEIGHT.matcher(word.text());
      if (weights.matches()) {
        weight = Integer.parseInt(weights.group(1));
      } else if (word.text().equals("backup")) {
        isBackup = true;
      } else if (word.text().equals("down")) {
        isDown = true;
      } else if (HARMLESS.matcher(word.text()).matches()) {
        problems.note(
            directive, "\"" + word + "\" has no effect: who cannot be reached is passed over");
      } else {
        problems.error(
            directive, "has \"" + word + "\" (expected: weight=N from 1 to 999, backup or down)");
      }
    }
    if (!isDown) {
      (isBackup ? backups : servers).addAll(Collections.nCopies(weight, address));
    }
  }
}
