package org.pushrelay.servlet;

import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.SelfSigned;
import org.pushrelay.transport.ExchangeHandler;

/** A Tomcat with endpoints, behind one connector on a free port. */
record RunningTomcat(Tomcat tomcat, Connector connector, Optional<SSLContext> tls)
    implements RunningTransport {
  /** Java's NIO, Tomcat's default. */
  static final String NIO = "org.apache.coyote.http11.Http11NioProtocol";

  /** Java's asynchronous channels. */
  static final String NIO2 = "org.apache.coyote.http11.Http11Nio2Protocol";

  static RunningTomcat start(Map<String, ExchangeHandler> mounts, String protocol)
      throws Exception {
    Connector connector = new Connector(protocol);
    return start(mounts, connector, Optional.empty());
  }

  /** With this certificate, by the JDK's TLS. */
  static RunningTomcat startTls(Map<String, ExchangeHandler> mounts, String protocol)
      throws Exception {
    SelfSigned certificate = SelfSigned.of("127.0.0.1");
    Connector connector = new Connector(protocol);
    connector.setProperty("SSLEnabled", "true");
    connector.setProperty(
        "sslImplementationName", "org.apache.tomcat.util.net.jsse.JSSEImplementation");
    connector.setScheme("https");
    connector.setSecure(true);
    SSLHostConfig host = new SSLHostConfig();
    SSLHostConfigCertificate keys =
        new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
    keys.setCertificateKeystore(certificate.keys());
    keys.setCertificateKeystorePassword(certificate.password());
    host.addCertificate(keys);
    ((AbstractHttp11Protocol<?>) connector.getProtocolHandler()).addSslHostConfig(host);
    return start(mounts, connector, Optional.of(certificate.context()));
  }

  private static RunningTomcat start(
      Map<String, ExchangeHandler> mounts, Connector connector, Optional<SSLContext> tls)
      throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.addUpgradeProtocol(new Http2Protocol());
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", null);
    mounts.forEach(
        (path, endpoint) -> {
          Wrapper servlet = Tomcat.addServlet(context, path, new PushServlet(endpoint));
          servlet.setAsyncSupported(true);
          servlet.addMapping(path + "/*");
        });
    hideInside((StandardHost) tomcat.getHost());
    tomcat.start();
    return new RunningTomcat(tomcat, connector, tls);
  }

  private static void hideInside(StandardHost host) {
    ErrorReportValve errors = new ErrorReportValve();
    errors.setShowReport(false);
    errors.setShowServerInfo(false);
    host.getPipeline().addValve(errors);
  }

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
