package org.pushrelay.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.pushrelay.server.config.ProxyConfig;
import org.pushrelay.webhooks.ApplicationClient;

/** The applications that locations call, and their connections. Safe from any thread. */
final class ProxiedUpstreams {
  private static final int MAX_CALLS = 1024;
  private static final int MAX_ANSWER_BYTES = 16 << 20;
  private static final String UNRESTRICTED = "jdk.httpclient.allowRestrictedHeaders";

  static {
    // who calls an application says by which host it is meant: proxy_set_header Host
    String others = System.getProperty(UNRESTRICTED, "");
    System.setProperty(UNRESTRICTED, others.isEmpty() ? "host" : others + ",host");
  }

  /** One for each patience with connections, which is a client's as a whole. */
  private final Map<Duration, ApplicationClient> clients = new ConcurrentHashMap<>();

  ProxiedUpstream start(ProxyConfig config) {
    return new ProxiedUpstream(
        config,
        clients.computeIfAbsent(
            config.connectTimeout(),
            timeout -> new ApplicationClient(timeout, MAX_CALLS, MAX_ANSWER_BYTES)));
  }
}
