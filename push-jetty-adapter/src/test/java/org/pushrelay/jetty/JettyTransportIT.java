package org.pushrelay.jetty;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.pushrelay.testkit.ExchangeContract;
import org.pushrelay.testkit.Http2Contract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** The transport contract on Jetty, in clear text. */
class JettyTransportIT implements ExchangeContract, Http2Contract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    HttpConfiguration http = RunningJetty.strict();
    return RunningJetty.start(
        mounts,
        Optional.empty(),
        new HttpConnectionFactory(http),
        new HTTP2CServerConnectionFactory(http));
  }

  @Override
  public Set<TransportTrait> traits() {
    return EnumSet.complementOf(EnumSet.of(TransportTrait.REFUSES_LOOSE_FIRST_LINES));
  }
}
