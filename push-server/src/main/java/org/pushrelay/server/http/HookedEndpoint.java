package org.pushrelay.server.http;

import java.time.Duration;
import java.util.function.Function;
import org.pushrelay.hook.Hooks;
import org.pushrelay.server.config.HookConfig;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;

/**
 * An endpoint where other locations have a say. What they are asked depends on the variables of
 * each request, so each request has an endpoint of its own, which is little more than its settings.
 * Safe from any thread.
 */
final class HookedEndpoint implements ExchangeHandler {
  /** The locations have limits of their own ({@code proxy_read_timeout}); this is for the rest. */
  private static final Duration TIME_LIMIT = Duration.ofMinutes(5);

  private final HookConfig config;
  private final InnerLocations locations;
  private final Function<Hooks, ExchangeHandler> endpoint;

  private HookedEndpoint(
      HookConfig config, InnerLocations locations, Function<Hooks, ExchangeHandler> endpoint) {
    this.config = config;
    this.locations = locations;
    this.endpoint = endpoint;
  }

  /**
   * An endpoint.
   *
   * @param endpoint makes one with certain hooks
   */
  static ExchangeHandler of(
      HookConfig config, InnerLocations locations, Function<Hooks, ExchangeHandler> endpoint) {
    return config.isEmpty()
        ? endpoint.apply(Hooks.NONE)
        : new HookedEndpoint(config, locations, endpoint);
  }

  @Override
  public void handle(Exchange exchange) {
    if (!(exchange.request() instanceof RoutedRequest request)) {
      throw new IllegalStateException("a hook needs the variables of a request");
    }
    endpoint.apply(hooks(request.kept())).handle(exchange);
  }

  private Hooks hooks(RoutedRequest request) {
    HookCalls calls = new HookCalls(config, locations, request);
    Hooks hooks = Hooks.NONE.withTimeLimit(TIME_LIMIT);
    if (config.authorize().isPresent()) {
      hooks = hooks.withAuthorizer(calls);
    }
    if (config.publish().isPresent()) {
      hooks = hooks.withFilter(calls);
    }
    return config.subscribed().isPresent() || config.unsubscribed().isPresent()
        ? hooks.withListener(calls)
        : hooks;
  }
}
