package org.pushrelay.server.jetty;

import java.util.Map;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.pushrelay.server.transport.ListenSocket;
import org.pushrelay.server.transport.RefusedRequest;
import org.pushrelay.server.transport.StatusResponse;

/** Tells of the requests that Jetty has refused itself. */
final class RefusalLog implements RequestLog {
  /** How Jetty begins a request line that it could not read. */
  private static final String UNKNOWN = "BAD /badMessage ";

  private final Map<Connector, ListenSocket> sockets;

  RefusalLog(Map<Connector, ListenSocket> sockets) {
    this.sockets = sockets;
  }

  @Override
  public void log(Request request, Response response) {
    ListenSocket socket = sockets.get(request.getConnectionMetaData().getConnector());
    // a request without a status was cut off, and not refused
    if (socket != null
        && response.getStatus() > 0
        && !ListenSocketDispatcher.wasHandedOn(request)) {
      socket.refusals().ifPresent(listener -> listener.onRefused(refused(request, response)));
    }
  }

  private static RefusedRequest refused(Request request, Response response) {
    return new RefusedRequest(
        orEmpty(Request.getRemoteAddr(request)),
        orEmpty(Request.getLocalAddr(request)),
        line(request),
        response.getStatus(),
        // Jetty does not count what its error handler writes
        StatusResponse.text(response.getStatus()).length());
  }

  private static String line(Request request) {
    String target = orEmpty(request.getHttpURI().getPathQuery());
    String version = request.getConnectionMetaData().getHttpVersion().asString();
    String line = orEmpty(request.getMethod()) + " " + target + " " + version;
    return line.startsWith(UNKNOWN) ? "" : line;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
