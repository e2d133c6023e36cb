package org.pushrelay.server.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.pushrelay.jetty.PushHandler;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;

/** Brings each request to its server and its location. */
final class Router extends Handler.Abstract.NonBlocking {
  private static final char GARBLED = '\uFFFD';

  private final Map<Connector, Socket> sockets;

  Router(Map<Connector, Socket> sockets) {
    this.sockets = sockets;
  }

  /**
   * What is known of a listening socket. One that is open on all addresses serves those servers,
   * too, that want one of the addresses only.
   *
   * @param byAddress the servers of addresses that have servers of their own
   * @param otherwise the servers of all other addresses
   */
  record Socket(Map<String, ServersOfAddress> byAddress, ServersOfAddress otherwise) {
    ServersOfAddress servers(Request request) {
      return byAddress.isEmpty()
          ? otherwise
          : byAddress.getOrDefault(Request.getLocalAddr(request), otherwise);
    }
  }

  /** Where a request is logged that was refused before it came here. */
  List<AccessLog> logsOf(Request request) {
    return servers(request).byDefault().outside().logs();
  }

  private ServersOfAddress servers(Request request) {
    Socket socket = sockets.get(request.getConnectionMetaData().getConnector());
    if (socket == null) {
      throw new IllegalStateException("a request from a connector that is not ours");
    }
    return socket.servers(request);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = PushHandler.exchange(request, response, callback);
    RunningServer server = servers(request).find(exchange.request().host());
    Optional<String> uri = UriPath.normalise(exchange.request().path());
    boolean traces = request.getMethod().equals("TRACE") || request.getMethod().equals("CONNECT");
    if (traces || uri.isEmpty() || isGarbled(exchange.request())) {
      log(request, server.outside());
      exchange.respond(Answers.error(traces ? 405 : 400).closing());
      return true;
    }
    RoutedRequest routed = new RoutedRequest(exchange.request(), uri.get(), server.name());
    log(request, server.outside());
    if (server.outside().rewrites(exchange, routed)) {
      return true;
    }
    RunningLocation location = server.locationFor(routed);
    log(request, location);
    location.handle(exchange, routed, request, response, callback);
    return true;
  }

  /**
   * Whether there were bytes in the request target that are no UTF-8. Jetty has put the same
   * character in place of all of them, so that different channels would become one.
   */
  private static boolean isGarbled(PushRequest request) {
    return request.path().indexOf(GARBLED) >= 0 || request.query().indexOf(GARBLED) >= 0;
  }

  private static void log(Request request, RunningLocation location) {
    AnsweredRequests.choose(request, location.logs());
  }
}
