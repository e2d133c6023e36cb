package org.pushrelay.jetty;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/**
 * Takes a connection of Jetty's over for another protocol, when a handler other than {@link
 * PushHandler} handles the request: the servlet adapter, whose servlets run on Jetty's core, too.
 */
public final class ConnectionHandover {
  private ConnectionHandover() {}

  /**
   * Takes the connection of a request of HTTP/1.1 without a body.
   *
   * @param response answers with {@link HttpStatus#SWITCHING_PROTOCOLS_101} and the header fields
   *     that belong to it; when Jetty has sent that, the connection is handed over. Says by
   *     throwing that it cannot
   */
  public static Upgrade begin(Request request, UpgradeListener listener, Runnable response) {
    JettyUpgrade upgrade =
        new JettyUpgrade(
            request,
            listener,
            begun -> {
              request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, begun.connection());
              try {
                response.run();
              } catch (RuntimeException e) {
                begun.clientLeft(e);
              }
            },
            BufferBudget.shared());
    upgrade.begin(MessageBody.empty());
    return upgrade;
  }
}
