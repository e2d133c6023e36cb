package org.pushrelay.server.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.server.config.RegexLimitException;
import org.pushrelay.server.transport.RefusalListener;
import org.pushrelay.server.transport.RefusedRequest;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each request of a socket to its server and its location. A socket that is open on all
 * addresses serves those servers, too, that want one of the addresses only.
 */
final class Router implements ExchangeHandler, RefusalListener {
  private static final Logger log = LoggerFactory.getLogger(Router.class);
  private static final char GARBLED = '\uFFFD';

  private final Map<String, VirtualHosts> byAddress;
  private final VirtualHosts otherwise;

  /**
   * A router.
   *
   * @param byAddress the servers of addresses that have servers of their own
   * @param otherwise the servers of all other addresses
   */
  Router(Map<String, VirtualHosts> byAddress, VirtualHosts otherwise) {
    this.byAddress = Map.copyOf(byAddress);
    this.otherwise = otherwise;
  }

  private VirtualHosts servers(String localAddress) {
    // some transports write an IPv6 address in brackets
    boolean brackets = localAddress.startsWith("[");
    String bare = brackets ? localAddress.substring(1, localAddress.length() - 1) : localAddress;
    return byAddress.getOrDefault(bare, otherwise);
  }

  private VirtualHosts servers(PushRequest request) {
    return byAddress.isEmpty() ? otherwise : servers(request.localAddress());
  }

  @Override
  public void onRefused(RefusedRequest request) {
    List<AccessLog> logs = servers(request.localAddress()).byDefault().outside().logs();
    if (!logs.isEmpty()) {
      AccessLogLine line = AccessLogLine.of(request);
      logs.forEach(each -> each.log(line));
    }
  }

  /** What fails harms its own request only, and shows nothing of it to the client. */
  @Override
  public void handle(Exchange exchange) {
    try {
      route(exchange);
    } catch (RegexLimitException e) {
      log.error("{}; the client gets 500", e.getMessage());
      exchange.respond(StatusResponse.of(500));
    } catch (RuntimeException e) {
      log.error("A request failed", e);
      exchange.respond(StatusResponse.of(500));
    }
  }

  private void route(Exchange exchange) {
    PushRequest request = exchange.request();
    ServerHandler server = servers(request).find(request);
    boolean traces = request.method().equals("TRACE") || request.method().equals("CONNECT");
    Optional<String> uri = UriPath.normalise(request.path());
    if (traces || uri.isEmpty() || isGarbled(request)) {
      Exchange logged = LoggedExchange.around(exchange, "", server.outside().logs());
      logged.respond(StatusResponse.of(traces ? 405 : 400).closing());
      return;
    }
    RoutedRequest routed =
        new RoutedRequest(request, uri.get(), server.context(), server.client(request));
    @Nullable PushResponse response = server.outside().rewrite(routed);
    if (response != null) {
      server.outside().respond(exchange, routed, response);
      return;
    }
    server.locationFor(routed).handle(exchange, routed);
  }

  /**
   * Whether there were bytes in the request target that are no UTF-8. The transport has put the
   * same character in place of all of them, so that different channels would become one.
   */
  private static boolean isGarbled(PushRequest request) {
    return request.path().indexOf(GARBLED) >= 0 || request.query().indexOf(GARBLED) >= 0;
  }
}
