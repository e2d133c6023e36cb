package org.pushrelay.servlet;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.testkit.DeliveryContract;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.RelayUnderTest;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.StreamContract;
import org.pushrelay.testkit.StreamReader;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.testkit.UpgradeContract;
import org.pushrelay.testkit.WebSocketContract;
import org.pushrelay.testkit.WebSocketOfTheJdkContract;
import org.pushrelay.transport.ExchangeHandler;

/** Polls, streams and WebSockets on Tomcat's connector for NIO2. */
class TomcatNio2IT
    implements DeliveryContract,
        StreamContract,
        UpgradeContract,
        WebSocketContract,
        WebSocketOfTheJdkContract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    return RunningTomcat.start(mounts, RunningTomcat.NIO2);
  }

  @Override
  public Set<TransportTrait> traits() {
    return new TomcatIT().traits();
  }

  /** Tomcat tells of the failed write while it goes on, and gives the exchange to the next one. */
  @Test
  void whoLeavesTakesNobodyAlong(RelayUnderTest relay) {
    String large = "x".repeat(20_000);
    for (int i = 0; i < 20; i++) {
      String channel = "a" + i;
      StreamReader reader =
          StreamReader.open(relay, "/sub?id=" + channel, "Accept: text/event-stream");
      reader.expect(": hi\n\n");
      relay.awaitHeld(channel, 1);

      reader.close();

      Eventually.until(
          "a message shows that the client has left",
          () -> {
            relay.channel(channel).publish(MessageDraft.text(large)).join();
            return relay.subscribers(channel) == 0;
          });
    }
  }
}
