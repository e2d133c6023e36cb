package org.pushrelay.servlet;

import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http2.Http2Protocol;
import org.pushrelay.testkit.ExchangeContract;
import org.pushrelay.testkit.Http2Contract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** The transport contract on Tomcat 10.1. */
class TomcatIT implements ExchangeContract, Http2Contract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    tomcat.setPort(0);
    Connector connector = tomcat.getConnector();
    connector.setProperty("address", "127.0.0.1");
    connector.addUpgradeProtocol(new Http2Protocol());
    Context context = tomcat.addContext("", null);
    mounts.forEach(
        (path, endpoint) -> {
          Wrapper servlet = Tomcat.addServlet(context, path, new PushServlet(endpoint));
          servlet.setAsyncSupported(true);
          servlet.addMapping(path + "/*");
        });
    hideInside((StandardHost) tomcat.getHost());
    tomcat.start();
    return new RunningTomcat(tomcat, connector);
  }

  private static void hideInside(StandardHost host) {
    ErrorReportValve errors = new ErrorReportValve();
    errors.setShowReport(false);
    errors.setShowServerInfo(false);
    host.getPipeline().addValve(errors);
  }

  private record RunningTomcat(Tomcat tomcat, Connector connector) implements RunningTransport {
    @Override
    public int port() {
      return connector.getLocalPort();
    }

    @Override
    public void close() {
      try {
        tomcat.stop();
        tomcat.destroy();
      } catch (LifecycleException e) {
        throw new IllegalStateException("Tomcat did not stop", e);
      }
    }
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
