package org.pushrelay.netty;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.SubscriberKindsContract;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** All ways to subscribe on Netty. */
class NettySubscriberKindsIT implements SubscriberKindsContract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    return RunningNetty.start(PushNettyServer.builder(), mounts, Optional.empty());
  }

  @Override
  public Set<TransportTrait> traits() {
    return EnumSet.allOf(TransportTrait.class);
  }
}
