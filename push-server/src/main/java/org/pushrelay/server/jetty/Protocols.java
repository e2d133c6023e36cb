package org.pushrelay.server.jetty;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.pushrelay.jetty.PushConnector;
import org.pushrelay.server.config.VirtualServer.Timeouts;
import org.pushrelay.server.config.VirtualServer.Tls;
import org.pushrelay.server.transport.Certificates;
import org.pushrelay.server.transport.ListenSocket;
import org.pushrelay.transport.ConnectionBudget;

/** What is spoken on a socket: HTTP/1.1, HTTP/2, TLS. */
final class Protocols {
  /** Authenticated encryption with forward secrecy only (RFC 9113, 9.2.2), as expressions. */
  private static final String[] FORWARD_SECRET_SUITES = {
    "TLS_AES_.*", "TLS_CHACHA20_.*", "TLS_ECDHE_.*_GCM_.*", "TLS_ECDHE_.*_CHACHA20_.*"
  };

  private static final int HEAD_BYTES = 16 * 1024;

  private final ListenSocket socket;
  private final Timeouts timeouts;

  Protocols(ListenSocket socket) {
    this.socket = socket;
    this.timeouts = socket.timeouts();
  }

  ServerConnector connector(Server jetty, ConnectionBudget budget) throws IOException {
    List<ConnectionFactory> factories = new ArrayList<>();
    HttpConfiguration http = http();
    HttpConnectionFactory http1 = new HttpConnectionFactory(http);
    boolean http2 = socket.listen().http2();
    if (socket.certificates().isPresent()) {
      SslContextFactory.Server tls = tls(socket.certificates().get());
      if (http2) {
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        factories.add(new SslConnectionFactory(tls, alpn.getProtocol()));
        factories.add(alpn);
        factories.add(new HTTP2ServerConnectionFactory(http));
      } else {
        factories.add(new SslConnectionFactory(tls, http1.getProtocol()));
      }
      factories.add(http1);
    } else {
      factories.add(http1);
      if (http2) {
        factories.add(new HTTP2CServerConnectionFactory(http));
      }
    }
    ServerConnector connector =
        new PushConnector(jetty, 1, -1, factories.toArray(new ConnectionFactory[0])).budget(budget);
    connector.setIdleTimeout(idleMillis());
    connector.setShutdownIdleTimeout(1000);
    return connector;
  }

  /** Jetty has one patience for a connection: that between two requests. */
  private long idleMillis() {
    long keepAlive = timeouts.keepAlive().toMillis();
    return keepAlive == 0 ? timeouts.header().toMillis() : keepAlive;
  }

  private HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(HEAD_BYTES);
    http.setPersistentConnectionsEnabled(!timeouts.keepAlive().isZero());
    http.setHttpCompliance(
        HttpCompliance.RFC9110.without(
            "RELAY",
            HttpCompliance.Violation.MULTIPLE_CONTENT_LENGTHS,
            HttpCompliance.Violation.TRANSFER_ENCODING_WITH_CONTENT_LENGTH,
            // where a proxy takes CRLF only for a line's end, it would see other fields
            HttpCompliance.Violation.LF_HEADER_TERMINATION,
            HttpCompliance.Violation.LF_CHUNK_TERMINATION));
    // paths are read by the handler, which says itself what is refused
    http.setUriCompliance(UriCompliance.UNSAFE);
    http.setRelativeRedirectAllowed(false);
    http.setIdleTimeout(timeouts.body().toMillis());
    if (socket.certificates().isPresent()) {
      SecureRequestCustomizer secure = new SecureRequestCustomizer();
      secure.setSniHostCheck(false);
      http.addCustomizer(secure);
    }
    return http;
  }

  private SslContextFactory.Server tls(Certificates certificates) throws IOException {
    List<Tls> all = certificates.all();
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, new char[0]);
      for (int i = 0; i < all.size(); i++) {
        X509Certificate[] chain = all.get(i).chain().toArray(new X509Certificate[0]);
        keys.setKeyEntry(alias(i), all.get(i).key(), new char[0], chain);
      }
      SslContextFactory.Server factory = new SslContextFactory.Server();
      factory.setKeyStore(keys);
      factory.setKeyStorePassword("");
      factory.setSniRequired(false);
      factory.setRenegotiationAllowed(false);
      factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
      factory.setIncludeCipherSuites(FORWARD_SECRET_SUITES);
      factory.setSNISelector(
          (keyType, issuers, session, host, candidates) -> {
            Tls chosen = certificates.byHost().apply(host == null ? "" : host);
            String alias = alias(all.indexOf(chosen));
            // asked once for each type of key; the server has one
            return candidates.stream().anyMatch(c -> c.getAlias().equals(alias)) ? alias : null;
          });
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the certificates for " + socket.listen().address() + " cannot be used", e);
    }
  }

  private static String alias(int index) {
    return "server-" + index;
  }
}
