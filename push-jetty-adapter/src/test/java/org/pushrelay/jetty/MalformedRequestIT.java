package org.pushrelay.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.SelfSigned;
import org.pushrelay.transport.PushResponse;

/**
 * The pooled buffer of a malformed request. Jetty answers such a request in a second thread, which
 * must not touch the buffer that the first thread is still reading: released twice, a buffer could
 * carry one client's bytes to another.
 */
class MalformedRequestIT {
  private static final String GOOD = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String MALFORMED = "GE\u0001 /a HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int CLIENTS = 3;

  private final ReadersOfBuffers readers = new ReadersOfBuffers();
  private final Server server = new Server(readers.threads(), null, readers.buffers());
  private final PushConnector clear =
      new PushConnector(server, 1, 1, new HttpConnectionFactory(new HttpConfiguration()));
  private SSLContext tls;
  private PushConnector encrypted;

  @BeforeEach
  void start() throws Exception {
    tls = SelfSigned.of("127.0.0.1").context();
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(tls);
    encrypted =
        new PushConnector(
            server, 1, 1, new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory());
    for (PushConnector connector : new PushConnector[] {clear, encrypted}) {
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
    }
    server.setHandler(
        new PushHandler().mount("/", exchange -> exchange.respond(PushResponse.of(204))));
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private Socket connect() throws IOException {
    return prepare(new Socket(InetAddress.getLoopbackAddress(), clear.getLocalPort()));
  }

  private Socket connectEncrypted() throws IOException {
    return prepare(
        tls.getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), encrypted.getLocalPort()));
  }

  private static Socket prepare(Socket client) throws IOException {
    client.setSoTimeout(10_000);
    return client;
  }

  private static String answerTo(Socket client, String request) throws IOException {
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
    return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
  }

  private static void sendAndReset(Socket client, String request) throws IOException {
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
    client.setSoLinger(true, 0);
    client.close();
  }

  private void assertNoIntruders(int holds) {
    Eventually.until("held", () -> readers.holds() == holds);
    assertThat(readers.intruders()).isEmpty();
  }

  @Test
  void malformedRequestIsAnsweredWithoutSharingItsBuffer() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      try (Socket client = connect()) {
        assertThat(answerTo(client, MALFORMED)).startsWith("HTTP/1.1 400 ");
      }
    }
    assertNoIntruders(CLIENTS);
  }

  @Test
  void malformedRequestBehindAnotherIsAnsweredWithoutSharingItsBuffer() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      try (Socket client = connect()) {
        assertThat(answerTo(client, GOOD + MALFORMED))
            .startsWith("HTTP/1.1 204 ")
            .contains("HTTP/1.1 400 ");
      }
    }
    assertNoIntruders(CLIENTS);
  }

  @Test
  void malformedRequestOverTlsIsAnsweredWithoutSharingItsBuffer() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      try (Socket client = connectEncrypted()) {
        assertThat(answerTo(client, MALFORMED)).startsWith("HTTP/1.1 400 ");
      }
    }
    assertNoIntruders(CLIENTS);
  }

  @Test
  void malformedRequestOfAClientThatIsGoneDoesNotShareItsBuffer() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      sendAndReset(connect(), MALFORMED);
    }
    assertNoIntruders(CLIENTS);
  }
}
