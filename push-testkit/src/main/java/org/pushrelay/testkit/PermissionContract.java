package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.message.MessageDraft;

/**
 * WebSockets whose application takes its time to say whether they may begin. Where HTTP can be left
 * later, the handshake waits for that; elsewhere the WebSocket does, and its end says what an
 * answer would have.
 */
public interface PermissionContract extends TransportContract {

  private static CompletableFuture<WebSocketClient> ask(RelayUnderTest relay) {
    CompletableFuture<WebSocketClient> asking =
        CompletableFuture.supplyAsync(() -> WebSocketClient.ask(relay, "/asked/sub?id=a"));
    relay.door().await();
    return asking;
  }

  @Test
  default void aWebSocketBeginsWhenTheApplicationSaysYes(RelayUnderTest relay) {
    relay.assumeUpgrades();
    relay.channel("a").publish(MessageDraft.text("kept")).join();
    CompletableFuture<WebSocketClient> asking = ask(relay);
    assertThat(relay.subscribers("a")).isZero();

    relay.door().decide(AuthDecision.allow());

    WebSocketClient client = asking.join();
    assertThat(client.head().status()).isEqualTo(101);
    assertThat(client.head().header("Sec-WebSocket-Accept")).contains(WebSocketClient.ACCEPT);
    client.expect("kept");
    relay.awaitHeld("a", 1);
    relay.channel("a").publish(MessageDraft.text("new")).join();
    client.expect("new");
    client.send(WebSocketFrame.of(WebSocketFrame.PING, "there?"));
    assertThat(client.next()).isEqualTo(WebSocketFrame.of(WebSocketFrame.PONG, "there?"));
    client.send(WebSocketFrame.close(1000, ""));
    assertThat(client.next()).isEqualTo(WebSocketFrame.close(1000, ""));
    client.expectEnd();
    relay.awaitHeld("a", 0);
  }

  @Test
  default void aWebSocketThatIsRefusedLateGetsNothingElse(RelayUnderTest relay) {
    relay.assumeUpgrades();
    relay.channel("a").publish(MessageDraft.text("secret")).join();
    CompletableFuture<WebSocketClient> asking = ask(relay);

    relay.door().decide(AuthDecision.refuse());

    WebSocketClient client = asking.join();
    // a refusal that comes before the container's call has returned is a response of HTTP there,
    // too
    if (relay.has(TransportTrait.UPGRADES_LATER) || client.head().status() == 403) {
      assertThat(client.head().status()).isEqualTo(403);
    } else {
      assertThat(client.head().status()).isEqualTo(101);
      assertThat(client.next()).isEqualTo(WebSocketFrame.close(1008, "403 Forbidden"));
      client.sendIfOpen(WebSocketFrame.close(1008, ""));
      client.expectEnd();
    }
    assertThat(relay.subscribers("a")).isZero();
  }

  @Test
  default void aWebSocketThatIsRefusedAtOnceIsAnsweredByHttp(RelayUnderTest relay) {
    relay.assumeUpgrades();

    WebSocketClient client = WebSocketClient.ask(relay, "/closed/sub?id=a");

    assertThat(client.head().status()).isEqualTo(403);
    assertThat(client.head().header("Content-Length")).isPresent();
  }

  @Test
  default void whatAClientSendsBeforeItIsLetInIsReadAfterwards(RelayUnderTest relay) {
    relay.assumeUpgrades();
    assumeTrue(!relay.has(TransportTrait.UPGRADES_LATER), "the handshake waits here");
    WebSocketClient client = ask(relay).join();
    client.send(WebSocketFrame.of(WebSocketFrame.PING, "early"));

    relay.door().decide(AuthDecision.allow());

    assertThat(client.next()).isEqualTo(WebSocketFrame.of(WebSocketFrame.PONG, "early"));
  }

  @Test
  default void aClientThatLeavesBeforeItIsLetInIsNoSubscriber(RelayUnderTest relay) {
    relay.assumeUpgrades();
    assumeTrue(!relay.has(TransportTrait.UPGRADES_LATER), "the handshake waits here");
    WebSocketClient client = ask(relay).join();
    client.close();

    relay.door().decide(AuthDecision.allow());

    relay.awaitHeld("a", 0);
  }
}
