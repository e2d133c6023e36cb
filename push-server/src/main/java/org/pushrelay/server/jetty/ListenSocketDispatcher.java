package org.pushrelay.server.jetty;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.pushrelay.jetty.PushHandler;
import org.pushrelay.server.transport.ListenSocket;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.BufferBudget;

/** Hands each request to the handler of the socket that it came to. */
final class ListenSocketDispatcher extends Handler.Abstract.NonBlocking {
  /**
   * The attribute of a request that was not refused; set only where the socket has a refusal
   * listener.
   */
  private static final String HANDED_ON = ListenSocketDispatcher.class.getName() + ".handedOn";

  private final Map<Connector, ListenSocket> sockets;
  private final BufferBudget budget;

  ListenSocketDispatcher(Map<Connector, ListenSocket> sockets, BufferBudget budget) {
    this.sockets = sockets;
    this.budget = budget;
  }

  static boolean wasHandedOn(Request request) {
    return request.getAttribute(HANDED_ON) != null;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = HostField.isGood(request) ? TransferCoding.status(request) : 400;
    if (status != TransferCoding.GOOD) {
      PushHandler.exchange(request, response, callback)
          .respond(StatusResponse.of(status).closing());
      return true;
    }
    ListenSocket socket =
        requireNonNull(sockets.get(request.getConnectionMetaData().getConnector()), "socket");
    if (socket.refusals().isPresent()) {
      request.setAttribute(HANDED_ON, true);
    }
    PushHandler.checkedExchange(request, response, callback, budget)
        .ifPresent(socket.handler()::handle);
    return true;
  }
}
