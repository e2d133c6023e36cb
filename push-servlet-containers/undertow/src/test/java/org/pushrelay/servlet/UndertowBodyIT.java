package org.pushrelay.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;

/** Bodies that do not arrive, on Undertow with one thread for I/O and one for the rest. */
class UndertowBodyIT {
  private static final String HEAD = "POST /pub?id=a HTTP/1.1\r\nHost: x\r\n";

  private final PushEngine engine = PushEngine.create();
  private Undertow undertow;

  @BeforeEach
  void start() throws ServletException {
    PushServlet servlet =
        new PushServlet(engine.publisher(p -> p.maxBodyBytes(10)), Duration.ofMillis(300));
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(UndertowBodyIT.class.getClassLoader())
            .setDeploymentName("push")
            .setContextPath("/")
            .addServlet(
                Servlets.servlet("pub", PushServlet.class, new ImmediateInstanceFactory<>(servlet))
                    .setAsyncSupported(true)
                    .addMapping("/pub/*"));
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
    manager.deploy();
    undertow =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setHandler(manager.start())
            .build();
    undertow.start();
  }

  @AfterEach
  void stop() {
    undertow.stop();
    engine.close();
  }

  private Socket send(String request) throws IOException {
    InetSocketAddress address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    return socket;
  }

  /** All that the server says, to the end of the connection. */
  private static String all(Socket socket) throws IOException {
    try (socket) {
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @Test
  void aBodyThatDoesNotArriveInTimeEndsTheConnection() throws IOException {
    for (String framing :
        List.of("Content-Length: 9\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n")) {
      assertThat(all(send(HEAD + framing))).startsWith("HTTP/1.1 408 ");
    }
    assertThat(engine.channels()).isEmpty();
  }

  @Test
  void aRefusedChunkedBodyThatStopsArrivingEndsTheConnection() throws IOException {
    Socket socket = send(HEAD + "Transfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n5\r\nhe");

    assertThat(all(socket)).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void bodiesThatDoNotArriveHoldNoThread() throws IOException {
    List<Socket> open = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      open.add(send(HEAD + "Content-Length: 9\r\n\r\n"));
      open.add(send(HEAD.replace("POST", "PATCH") + "Content-Length: 9\r\n\r\n"));
      open.add(send(HEAD.replace("POST", "PATCH") + "Transfer-Encoding: chunked\r\n\r\n"));
    }

    String published = all(send(HEAD + "Connection: close\r\nContent-Length: 5\r\n\r\nhello"));

    assertThat(published).startsWith("HTTP/1.1 202 ");
    for (Socket socket : open) {
      assertThat(all(socket)).matches("(?s)HTTP/1.1 40[58] .*");
    }
  }
}
