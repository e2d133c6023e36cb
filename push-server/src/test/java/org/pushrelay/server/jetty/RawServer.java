package org.pushrelay.server.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty on a free loopback port that is sent requests byte by byte. */
final class RawServer implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector;

  RawServer(Handler handler, UriCompliance paths) throws Exception {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setUriCompliance(paths);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    server.setHandler(handler);
    server.setErrorHandler(new PlainErrorHandler());
    server.start();
  }

  /** All that comes back until the server closes the connection. */
  String send(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** The response to a request on a connection of its own. */
  String request(String methodAndTarget, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return send(request.append("Connection: close\r\n\r\n").toString());
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
