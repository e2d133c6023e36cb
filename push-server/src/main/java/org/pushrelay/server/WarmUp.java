package org.pushrelay.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.http.RelayServer;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a private relay on a port of 127.0.0.1 for a moment, and uses it once, before the real
 * relay listens. So the classes that the first requests need are loaded, and the first clients wait
 * no longer than later ones. Loading them takes longer than all that a request does.
 */
final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final int PATIENCE_MILLIS = 2000;

  private static final String CONFIG =
      """
      server {
        listen 127.0.0.1:0;
        access_log off;
        location = /pub { nchan_publisher; nchan_channel_id a; }
        location = /sub { nchan_subscriber; nchan_channel_id a; }
      }
      """;

  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String SUBSCRIBE = "GET /sub" + HOST;
  private static final String WEB_SOCKET =
      SUBSCRIBE
          + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  private static final String EVENT_STREAM = SUBSCRIBE + "Accept: text/event-stream\r\n\r\n";
  private static final String POLL = SUBSCRIBE + "\r\n";
  private static final String PUBLISH = "POST /pub" + HOST + "Content-Length: 1\r\n\r\nx";

  private WarmUp() {}

  /** Does it, and says no more than a line for the curious if it cannot. */
  static void run(Transport transport) {
    try {
      RelayServer relay =
          RelayServer.start(RelayConfig.parse("warm-up", CONFIG, Path.of("")), transport);
      URI address = URI.create(relay.addresses().get(0));
      try (Socket webSocket = ask(address, WEB_SOCKET);
          Socket eventStream = ask(address, EVENT_STREAM);
          Socket publisher = ask(address, PUBLISH);
          Socket poll = ask(address, POLL)) {
        log.debug("Warm: {} {} {} {}", webSocket, eventStream, publisher, poll);
      } finally {
        // closing takes its time to end open requests, and the start does not wait for it
        Thread closing = new Thread(relay::close, "warm-up");
        closing.setDaemon(true);
        closing.start();
      }
    } catch (IOException | ConfigException e) {
      log.debug("The relay starts cold", e);
    }
  }

  /** Sends a request, and waits for the beginning of the response. */
  private static Socket ask(URI address, String request) throws IOException {
    Socket socket = new Socket(address.getHost(), address.getPort());
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      InputStream response = socket.getInputStream();
      if (response.read() < 0) {
        throw new IOException("no answer to " + request);
      }
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
