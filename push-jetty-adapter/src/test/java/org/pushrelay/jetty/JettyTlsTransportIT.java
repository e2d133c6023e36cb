package org.pushrelay.jetty;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.BeforeAll;
import org.pushrelay.testkit.ExchangeContract;
import org.pushrelay.testkit.Http2Contract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.SelfSigned;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** The transport contract on Jetty, over TLS. */
class JettyTlsTransportIT implements ExchangeContract, Http2Contract {
  private static SSLContext tls;

  @BeforeAll
  static void makeCertificate() throws Exception {
    tls = SelfSigned.of("127.0.0.1").context();
  }

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    HttpConfiguration http = RunningJetty.strict();
    // the certificate is for an address, and clients name no host by an address
    http.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(tls);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    return RunningJetty.start(
        mounts,
        Optional.of(tls),
        new SslConnectionFactory(ssl, alpn.getProtocol()),
        alpn,
        new HTTP2ServerConnectionFactory(http),
        new HttpConnectionFactory(http));
  }

  @Override
  public Set<TransportTrait> traits() {
    return EnumSet.complementOf(EnumSet.of(TransportTrait.REFUSES_LOOSE_FIRST_LINES));
  }
}
