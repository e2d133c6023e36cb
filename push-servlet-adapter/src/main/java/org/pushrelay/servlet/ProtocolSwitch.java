package org.pushrelay.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one request leaves HTTP: in the way of its container, and with the header fields that this
 * one leaves to us.
 */
final class ProtocolSwitch {
  private static final Logger log = LoggerFactory.getLogger(ProtocolSwitch.class);

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Container container;
  private final List<Header> headers;
  private final Runnable answered;

  /**
   * One that has yet to be carried out.
   *
   * @param answered is run when the response is ready to go out, also if the protocol cannot be
   *     left
   */
  ProtocolSwitch(
      HttpServletRequest request,
      HttpServletResponse response,
      Container container,
      List<Header> headers,
      Runnable answered) {
    this.request = request;
    this.response = response;
    this.container = container;
    this.headers = headers;
    this.answered = answered;
  }

  /** Leaves HTTP; called once. */
  Upgrade begin(UpgradeListener listener) {
    if (container == Container.JETTY) {
      return JettyConnections.upgrade(request, listener, this::respond);
    }
    ServletUpgrade upgrade = new ServletUpgrade(container, listener, this::leaveHttp);
    upgrade.begin(MessageBody.empty());
    return upgrade;
  }

  private void leaveHttp(ServletUpgrade upgrade) {
    try {
      if (container == Container.TOMCAT) {
        request.upgrade(TomcatConnection.class).belongsTo(upgrade);
      } else {
        request.upgrade(UpgradedConnection.class).belongsTo(upgrade);
      }
      respond();
    } catch (IOException | ServletException | RuntimeException e) {
      log.error("The container does not let a request leave HTTP", e);
      ServletHead.refuse(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, response);
      upgrade.clientLeft(e);
      answered.run();
    }
  }

  private void respond() {
    response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    // which Tomcat and Jetty leave to us
    response.setHeader("Connection", "Upgrade");
    for (Header header : headers) {
      response.setHeader(header.name(), header.value());
    }
    answered.run();
  }
}
