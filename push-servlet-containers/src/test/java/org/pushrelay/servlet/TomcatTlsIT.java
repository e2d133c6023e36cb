package org.pushrelay.servlet;

import java.util.Map;
import java.util.Set;
import org.pushrelay.testkit.DeliveryContract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.StreamContract;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.testkit.UpgradeContract;
import org.pushrelay.testkit.WebSocketContract;
import org.pushrelay.testkit.WebSocketOfTheJdkContract;
import org.pushrelay.transport.ExchangeHandler;

/** Polls, streams and WebSockets on Tomcat over TLS. */
class TomcatTlsIT
    implements DeliveryContract,
        StreamContract,
        UpgradeContract,
        WebSocketContract,
        WebSocketOfTheJdkContract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    return RunningTomcat.startTls(mounts, RunningTomcat.NIO);
  }

  @Override
  public Set<TransportTrait> traits() {
    return new TomcatIT().traits();
  }
}
