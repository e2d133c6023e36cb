package org.pushrelay.netty;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.pushrelay.testkit.ExchangeContract;
import org.pushrelay.testkit.Http2Contract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.SelfSigned;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** The transport contract on Netty, over TLS. */
class NettyTlsTransportIT implements ExchangeContract, Http2Contract {
  private static SSLContext tls;

  @BeforeAll
  static void makeCertificate() throws Exception {
    tls = SelfSigned.of("127.0.0.1").context();
  }

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    JdkSslContext context =
        new JdkSslContext(
            tls,
            false,
            null,
            IdentityCipherSuiteFilter.INSTANCE,
            TlsContexts.HTTP2_AND_1,
            ClientAuth.NONE,
            null,
            false);
    return RunningNetty.start(PushNettyServer.builder().tls(context), mounts, Optional.of(tls));
  }

  @Override
  public Set<TransportTrait> traits() {
    return EnumSet.allOf(TransportTrait.class);
  }
}
