package org.pushrelay.jetty;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.SubscriberKindsContract;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** All ways to subscribe on Jetty. */
class JettySubscriberKindsIT implements SubscriberKindsContract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    return RunningJetty.start(
        mounts, Optional.empty(), new HttpConnectionFactory(new HttpConfiguration()));
  }

  @Override
  public Set<TransportTrait> traits() {
    return EnumSet.allOf(TransportTrait.class);
  }
}
