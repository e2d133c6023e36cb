package org.pushrelay.servlet;

import java.util.Map;
import java.util.Set;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.SubscriberKindsContract;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** All ways to subscribe on Tomcat, as a container that has no event loops. */
class TomcatSubscriberKindsIT implements SubscriberKindsContract {
  private final TomcatIT tomcat = new TomcatIT();

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    return tomcat.start(mounts);
  }

  @Override
  public Set<TransportTrait> traits() {
    return tomcat.traits();
  }
}
