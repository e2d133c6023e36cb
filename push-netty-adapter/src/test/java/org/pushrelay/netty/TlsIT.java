package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.util.DomainWildcardMappingBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.SelfSigned;

/** What comes before HTTP on a port that speaks TLS. */
class TlsIT {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static SSLContext one;
  private static SSLContext other;

  private NettyRelay relay;

  @BeforeAll
  static void makeCertificates() throws Exception {
    one = SelfSigned.of("one.example").context();
    other = SelfSigned.of("other.example").context();
  }

  static SslContext netty(SSLContext context) {
    return new JdkSslContext(
        context,
        false,
        null,
        IdentityCipherSuiteFilter.INSTANCE,
        TlsContexts.HTTP2_AND_1,
        ClientAuth.NONE,
        null,
        false);
  }

  private void start(ConnectionLimits limits) throws Exception {
    relay =
        NettyRelay.start(
            PushNettyServer.builder()
                .limits(limits)
                .tls(
                    new DomainWildcardMappingBuilder<>(netty(one))
                        .add("*.other.example", netty(other))
                        .build()));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  /** A client that asks for a host, trusts anybody, and offers these protocols. */
  private SSLSocket connect(String host, String... protocols) throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustAll()}, null);
    SSLSocket socket =
        (SSLSocket)
            trusting
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), relay.server().port());
    socket.setSoTimeout((int) Eventually.DEADLINE.toMillis());
    SSLParameters parameters = socket.getSSLParameters();
    if (!host.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    if (List.of(protocols).equals(List.of("TLSv1.2 only"))) {
      parameters.setProtocols(new String[] {"TLSv1.2"});
    } else {
      parameters.setApplicationProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String subject(SSLSocket socket) throws IOException {
    X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  private static String ask(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /pub?id=none HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
    return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
  }

  /** Returns whether the server ends the connection, with an alert or with a reset. */
  static void expectEnd(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    try {
      in.readAllBytes();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server did not close the connection", e);
    } catch (IOException e) {
      // reset: that is an end, too
      return;
    }
  }

  @Test
  void eachHostHasItsCertificate() throws Exception {
    start(ConnectionLimits.DEFAULT);
    try (SSLSocket named = connect("www.other.example");
        SSLSocket unknown = connect("third.example");
        SSLSocket silent = connect("")) {
      assertThat(subject(named)).isEqualTo("CN=other.example");
      assertThat(subject(unknown)).isEqualTo("CN=one.example");
      assertThat(subject(silent)).isEqualTo("CN=one.example");
      assertThat(ask(named)).isEqualTo("HTTP/1.1 404");
    }
  }

  @Test
  void whoOffersNoProtocolSpeaksHttp11() throws Exception {
    start(ConnectionLimits.DEFAULT);
    try (SSLSocket client = connect("one.example")) {
      assertThat(client.getApplicationProtocol()).isEmpty();
      assertThat(ask(client)).isEqualTo("HTTP/1.1 404");
    }
  }

  @Test
  void whoPrefersHttp11GetsIt() throws Exception {
    start(ConnectionLimits.DEFAULT);
    try (SSLSocket client = connect("one.example", "http/1.1")) {
      assertThat(client.getApplicationProtocol()).isEqualTo("http/1.1");
      assertThat(ask(client)).isEqualTo("HTTP/1.1 404");
    }
    try (SSLSocket client = connect("one.example", "h2", "http/1.1")) {
      assertThat(client.getApplicationProtocol()).isEqualTo("h2");
    }
  }

  @Test
  void clearTextHarmsNobody() throws Exception {
    start(ConnectionLimits.DEFAULT);
    try (SSLSocket before = connect("one.example")) {
      for (String text :
          List.of("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0")) {
        try (Socket clear = new Socket(InetAddress.getLoopbackAddress(), relay.server().port())) {
          clear.setSoTimeout((int) Eventually.DEADLINE.toMillis());
          clear.getOutputStream().write(text.getBytes(ISO_8859_1));
          clear.shutdownOutput();
          expectEnd(clear);
        }
      }
      assertThat(ask(before)).isEqualTo("HTTP/1.1 404");
    }
    try (SSLSocket after = connect("one.example")) {
      assertThat(ask(after)).isEqualTo("HTTP/1.1 404");
    }
  }

  @Test
  void whoSaysNothingAtAllIsClosedAfterTheTimeOfAHead() throws Exception {
    start(ConnectionLimits.DEFAULT.withHead(SHORT));
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), relay.server().port())) {
      silent.setSoTimeout((int) Eventually.DEADLINE.toMillis());

      expectEnd(silent);
    }
  }

  @Test
  void whoBeginsAHandshakeAndDoesNotGoOnIsClosedAfterTheTimeOfAHead() throws Exception {
    start(ConnectionLimits.DEFAULT.withHead(SHORT));
    try (Socket begun = new Socket(InetAddress.getLoopbackAddress(), relay.server().port())) {
      begun.setSoTimeout((int) Eventually.DEADLINE.toMillis());
      begun.getOutputStream().write(new byte[] {22, 3, 1, 0, 100, 1, 0, 0, 96});

      expectEnd(begun);
    }
  }

  @Test
  void whoSaysNothingAfterTheHandshakeIsClosedAfterTheTimeOfAHead() throws Exception {
    start(ConnectionLimits.DEFAULT.withHead(SHORT));
    try (SSLSocket client = connect("one.example")) {
      expectEnd(client);
    }
  }

  @Test
  void secondHandshakeIsRefused() throws Exception {
    start(ConnectionLimits.DEFAULT);
    try (SSLSocket client = connect("one.example", "TLSv1.2 only")) {
      assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.2");
      assertThat(ask(client)).isEqualTo("HTTP/1.1 404");

      client.startHandshake();

      expectEnd(client);
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
