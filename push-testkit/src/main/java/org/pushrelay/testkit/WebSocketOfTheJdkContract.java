package org.pushrelay.testkit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageDraft;

/** A client that is not ours: the WebSocket of {@code java.net.http}. */
public interface WebSocketOfTheJdkContract extends TransportContract {

  private static WebSocket open(RelayUnderTest relay, String target, JdkWebSocketLog received) {
    relay.assumeUpgrades();
    HttpClient.Builder client = HttpClient.newBuilder();
    relay.transport().tls().ifPresent(client::sslContext);
    String scheme = relay.scheme().equals("https") ? "wss" : "ws";
    return client
        .build()
        .newWebSocketBuilder()
        .connectTimeout(Eventually.DEADLINE)
        .buildAsync(URI.create(scheme + "://127.0.0.1:" + relay.port() + target), received)
        .join();
  }

  @Test
  default void theJdksClientSubscribesAndHearsWhyItEnds(RelayUnderTest relay) {
    JdkWebSocketLog received = new JdkWebSocketLog();
    WebSocket socket = open(relay, "/sub?id=a", received);
    relay.awaitHeld("a", 1);

    relay.channel("a").publish(MessageDraft.text("one")).join();
    relay.channel("a").publish(MessageDraft.text("two")).join();
    relay.channel("a").delete().join();

    received.expect("one");
    received.expect("two");
    received.expect("close 1001 410 Gone");
    socket.abort();
  }

  @Test
  default void theJdksClientPublishesLargeMessagesBothWays(RelayUnderTest relay) {
    JdkWebSocketLog received = new JdkWebSocketLog();
    WebSocket socket = open(relay, "/pubsub?id=a", received);
    relay.awaitHeld("a", 1);
    // the most that an endpoint takes by default
    String most = "0123456789abcdef".repeat(1 << 16);
    String large = "x".repeat(2_000_000);

    for (int i = 0; i < 3; i++) {
      socket.sendText(most, true).join();
      received.expect(most);
      relay.channel("a").publish(MessageDraft.text(large)).join();
      received.expect(large);
    }

    CompletableFuture<?> unused = socket.sendClose(WebSocket.NORMAL_CLOSURE, "enough");
    received.expect("close 1000 enough");
    relay.awaitHeld("a", 0);
  }
}
