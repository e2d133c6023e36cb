package org.pushrelay.netty;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/** Makes what {@link PushNettyServer.Builder#tls} takes. */
public final class TlsContexts {
  /** Offers HTTP/2 and HTTP/1.1 to clients that ask (RFC 7301). */
  public static final ApplicationProtocolConfig HTTP2_AND_1 =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  private TlsContexts() {}

  /**
   * The context of a certificate, with the JDK's TLS.
   *
   * @param http2 whether HTTP/2 is offered
   * @param chain the certificate first
   * @throws SSLException if the key does not belong to it, or either cannot be used
   */
  public static SslContext of(boolean http2, PrivateKey key, X509Certificate... chain)
      throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(key, chain).sslProvider(SslProvider.JDK);
    return http2 ? builder.applicationProtocolConfig(HTTP2_AND_1).build() : builder.build();
  }
}
