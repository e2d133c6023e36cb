package org.pushrelay.server.http;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.Verdict;
import org.pushrelay.hook.Visit;
import org.pushrelay.server.config.HookConfig;
import org.pushrelay.server.config.Template;
import org.pushrelay.server.config.VisitVariables;
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
  private final @Nullable Listing listing;
  private final Function<Hooks, ExchangeHandler> endpoint;

  private HookedEndpoint(
      HookConfig config,
      InnerLocations locations,
      @Nullable Listing listing,
      Function<Hooks, ExchangeHandler> endpoint) {
    this.config = config;
    this.locations = locations;
    this.listing = listing;
    this.endpoint = endpoint;
  }

  /**
   * The list that subscribers are in.
   *
   * @param info what it says of each
   */
  record Listing(SubscriberList list, Template info) {}

  /**
   * An endpoint.
   *
   * @param listing the list that its subscribers are in, if there is one
   * @param endpoint makes one with certain hooks
   */
  static ExchangeHandler of(
      HookConfig config,
      InnerLocations locations,
      @Nullable Listing listing,
      Function<Hooks, ExchangeHandler> endpoint) {
    return config.isEmpty() && listing == null
        ? endpoint.apply(Hooks.NONE)
        : new HookedEndpoint(config, locations, listing, endpoint);
  }

  @Override
  public void handle(Exchange exchange) {
    if (!(exchange.request() instanceof RoutedRequest request)) {
      throw new IllegalStateException("a hook needs the variables of a request");
    }
    RoutedRequest kept = request.kept();
    Hooks hooks = hooks(kept);
    if (listing == null) {
      endpoint.apply(hooks).handle(exchange);
      return;
    }
    ListedExchange listed = new ListedExchange(exchange, listing.list());
    endpoint.apply(listing(listing.info(), hooks, kept, listed)).handle(listed);
  }

  /** The same hooks; who is let in as a subscriber is listed. */
  private static Hooks listing(
      Template info, Hooks hooks, RoutedRequest request, ListedExchange exchange) {
    Authorizer authorizer = hooks.authorizer().orElse(Authorizer.of(visit -> Verdict.allow()));
    return hooks.withAuthorizer(
        visit ->
            authorizer
                .authorize(visit)
                .thenApply(
                    verdict -> {
                      if (verdict instanceof Verdict.Grant
                          && visit.role() == Visit.Role.SUBSCRIBER) {
                        VisitVariables.of(visit).forEach(request::define);
                        exchange.enter(visit.channels(), info.of(request));
                      }
                      return verdict;
                    }));
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
