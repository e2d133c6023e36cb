package org.pushrelay.jetty;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The same where an application has a connector of its own. */
class PlainConnectorPipeliningIT extends PipeliningIT {

  @Override
  ServerConnector connector(Server server, ConnectionFactory... protocols) {
    return new ServerConnector(server, protocols);
  }
}
