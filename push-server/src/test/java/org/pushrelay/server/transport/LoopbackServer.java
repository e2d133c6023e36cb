package org.pushrelay.server.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.pushrelay.server.config.Listen;
import org.pushrelay.server.config.VirtualServer.Timeouts;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.ExchangeHandler;

/** A transport with one handler on a free loopback port, that is sent requests byte by byte. */
public final class LoopbackServer implements AutoCloseable {
  private static final Listen ANY_PORT = new Listen("127.0.0.1", 0, false, false, false, 50);
  private static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

  private final BlockingQueue<RefusedRequest> refused = new LinkedBlockingQueue<>();
  private final Transport.Running transport;

  public LoopbackServer(Transport transport, ExchangeHandler handler) throws IOException {
    this.transport =
        transport.start(
            List.of(
                new ListenSocket(
                    ANY_PORT, Optional.empty(), TIMEOUTS, handler, Optional.of(refused::add))),
            new Transport.Surroundings(BufferBudget.unlimited(), error -> {}));
  }

  /** What the transport has refused by itself. */
  public BlockingQueue<RefusedRequest> refused() {
    return refused;
  }

  public int port() {
    return transport.ports().get(0);
  }

  /** All that comes back until the server closes the connection. */
  public String send(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** The response to a request on a connection of its own. */
  public String request(String methodAndTarget, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return send(request.append("Connection: close\r\n\r\n").toString());
  }

  @Override
  public void close() {
    transport.close();
  }
}
