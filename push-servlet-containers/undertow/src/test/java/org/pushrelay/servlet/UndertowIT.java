package org.pushrelay.servlet;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import org.pushrelay.testkit.ExchangeContract;
import org.pushrelay.testkit.Http2Contract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** The transport contract on Undertow. */
class UndertowIT implements ExchangeContract, Http2Contract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(UndertowIT.class.getClassLoader())
            .setDeploymentName("push")
            .setContextPath("/");
    mounts.forEach(
        (path, endpoint) ->
            deployment.addServlet(
                Servlets.servlet(
                        path,
                        PushServlet.class,
                        new ImmediateInstanceFactory<>(new PushServlet(endpoint)))
                    .setAsyncSupported(true)
                    .addMapping(path + "/*")));
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
    manager.deploy();
    Undertow undertow =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setHandler(manager.start())
            .build();
    undertow.start();
    return new RunningUndertow(undertow);
  }

  private record RunningUndertow(Undertow undertow) implements RunningTransport {
    @Override
    public int port() {
      return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() {
      undertow.stop();
    }
  }

  @Override
  public Set<TransportTrait> traits() {
    return Set.of(TransportTrait.UPGRADES, TransportTrait.UPGRADES_LATER);
  }
}
