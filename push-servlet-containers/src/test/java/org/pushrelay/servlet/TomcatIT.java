package org.pushrelay.servlet;

import java.util.Map;
import java.util.Set;
import org.pushrelay.testkit.ExchangeContract;
import org.pushrelay.testkit.Http2Contract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** The transport contract on Tomcat. */
class TomcatIT implements ExchangeContract, Http2Contract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    return RunningTomcat.start(mounts, RunningTomcat.NIO);
  }

  @Override
  public Set<TransportTrait> traits() {
    return Set.of(
        TransportTrait.NOTICES_HTTP2_RESET,
        TransportTrait.CLOSES_AFTER_304,
        TransportTrait.CLOSES_ON_REFUSED_CHUNKS,
        TransportTrait.CHECKS_CHUNK_SIZES,
        TransportTrait.REFUSES_DOUBTFUL_HEADS,
        TransportTrait.UPGRADES);
  }
}
