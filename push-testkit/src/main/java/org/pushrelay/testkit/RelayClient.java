package org.pushrelay.testkit;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.pushrelay.PushEngine;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

/**
 * An HTTP client without a network: it sends requests to the endpoints of a relay in the same
 * program. One thread at a time.
 *
 * <pre>{@code
 * RelayClient client = RelayClient.of(engine);
 * InMemoryExchange held = client.get("/sub?id=news");
 * client.post("/pub?id=news", "hello");
 * assertThat(held.response().body().utf8()).isEqualTo("hello");
 * }</pre>
 */
public final class RelayClient {
  private final Map<String, ExchangeHandler> mounts =
      new TreeMap<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  /** A client without an endpoint to talk to. */
  public RelayClient() {}

  /** A client of a relay's default endpoints at {@code /pub} and {@code /sub}. */
  public static RelayClient of(PushEngine engine) {
    return new RelayClient().mount("/pub", engine.publisher()).mount("/sub", engine.subscriber());
  }

  /** Has an endpoint answer all requests at this path and below it. */
  public RelayClient mount(String path, ExchangeHandler endpoint) {
    mounts.put(path, endpoint);
    return this;
  }

  /**
   * Sends a GET.
   *
   * @param headerLines as {@code "If-None-Match: 5"}
   */
  public InMemoryExchange get(String target, String... headerLines) {
    return send("GET", target, "", headerLines);
  }

  /**
   * Sends a POST.
   *
   * @param headerLines as {@code "Content-Type: text/plain"}
   */
  public InMemoryExchange post(String target, String body, String... headerLines) {
    return send("POST", target, body, headerLines);
  }

  /**
   * Sends a request of any method.
   *
   * @param headerLines as {@code "Accept: text/json"}
   */
  public InMemoryExchange send(String method, String target, String body, String... headerLines) {
    InMemoryExchange.Builder request = InMemoryExchange.request(method, target).body(body);
    for (String line : headerLines) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("header: " + line + " (expected: Name: value)");
      }
      request.header(line.substring(0, colon), line.substring(colon + 1).trim());
    }
    return send(request.build());
  }

  /** Sends a request; the response is 404 if no endpoint is mounted at its path. */
  public InMemoryExchange send(InMemoryExchange exchange) {
    endpoint(exchange.request().path()).handle(exchange);
    return exchange;
  }

  private ExchangeHandler endpoint(String path) {
    return mounts.entrySet().stream()
        .filter(mount -> path.equals(mount.getKey()) || path.startsWith(mount.getKey() + "/"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(exchange -> exchange.respond(PushResponse.of(404)));
  }
}
