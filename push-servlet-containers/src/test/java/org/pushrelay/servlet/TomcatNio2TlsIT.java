package org.pushrelay.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pushrelay.testkit.DeliveryContract;
import org.pushrelay.testkit.RelayUnderTest;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.StreamContract;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.testkit.WebSocketClient;
import org.pushrelay.transport.ExchangeHandler;

/** Tomcat's connector for NIO2 over TLS: polls and streams are served, WebSockets are not. */
class TomcatNio2TlsIT implements DeliveryContract, StreamContract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    return RunningTomcat.startTls(mounts, RunningTomcat.NIO2);
  }

  @Override
  public Set<TransportTrait> traits() {
    return new TomcatIT().traits();
  }

  @Test
  void aWebSocketIsClosedAsSoonAsItHasLeftHttp(RelayUnderTest relay) {
    try (WebSocketClient socket = WebSocketClient.ask(relay, "/sub?id=a")) {
      assertThat(socket.head().status()).isEqualTo(101);
      socket.expectEnd();
    }
  }
}
