package org.pushrelay.server.config;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.pushrelay.transport.PushRequest;

/** The variables of a call to an application. This is the only place that names them. */
public final class ProxyVariables {
  private static final Map<String, BiFunction<ProxyConfig, PushRequest, String>> VALUES =
      Map.ofEntries(
          entry("proxy_host", (config, request) -> config.upstream().name()),
          entry("proxy_port", (config, request) -> port(config)),
          entry("proxy_add_x_forwarded_for", (config, request) -> forwardedFor(request)));

  private ProxyVariables() {}

  static Set<String> names() {
    return VALUES.keySet();
  }

  /** The values for a call, by their names. */
  public static Map<String, String> of(ProxyConfig config, PushRequest request) {
    Map<String, String> values = new TreeMap<>();
    VALUES.forEach((name, value) -> values.put(name, value.apply(config, request)));
    return values;
  }

  private static String port(ProxyConfig config) {
    String name = config.upstream().name();
    int colon = name.lastIndexOf(':');
    if (colon > name.lastIndexOf(']')) {
      return name.substring(colon + 1);
    }
    return config.scheme().equals("https") ? "443" : "80";
  }

  private static String forwardedFor(PushRequest request) {
    String before = String.join(", ", request.headers("X-Forwarded-For"));
    return before.isEmpty() ? request.remoteAddress() : before + ", " + request.remoteAddress();
  }
}
