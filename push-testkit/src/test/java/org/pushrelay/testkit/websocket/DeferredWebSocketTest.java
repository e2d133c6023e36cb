package org.pushrelay.testkit.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Hooks;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.WebSocketFrame;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.ForwardingExchange;

/** A permission that comes after HTTP had to be left. */
class DeferredWebSocketTest extends WebSocketFixture {
  private static final int FLOOD = 70_000;

  private final CompletableFuture<AuthDecision> authDecision = new CompletableFuture<>();

  private InMemoryWebSocket ask() {
    config = SubscriberConfig.builder().hooks(h -> h.authorizer(visit -> authDecision)).build();
    return InMemoryWebSocket.open(engine.subscriber(config), handshake());
  }

  private static InMemoryExchange handshake() {
    return InMemoryWebSocket.handshake(SUB).upgradingAtOnceOnly().build();
  }

  @Test
  void nothingHappensBeforeTheAnswer() {
    publish("kept");

    InMemoryWebSocket socket = ask();
    publish("new");
    socket.send(WebSocketFrame.of(WebSocketFrame.PING, "?"));

    assertThat(socket.connection().isReading()).isFalse();
    assertThat(socket.frames()).isEmpty();
    assertThat(subscribers()).isZero();
  }

  @Test
  void aYesBeginsIt() {
    publish("kept");
    InMemoryWebSocket socket = ask();

    authDecision.complete(AuthDecision.allow());

    assertThat(socket.connection().isReading()).isTrue();
    assertThat(socket.frames()).containsExactly(text("kept"));
    assertThat(subscribers()).isEqualTo(1);
  }

  @Test
  void aNoEndsIt() {
    publish("secret");
    InMemoryWebSocket socket = ask();

    authDecision.complete(AuthDecision.refuse());

    assertThat(socket.frames()).containsExactly(WebSocketFrame.close(1008, "403 Forbidden"));
    socket.send(WebSocketFrame.close(1008, ""));
    assertThat(socket.connection().isEnded()).isTrue();
  }

  @Test
  void noAnswerInTimeEndsIt() {
    InMemoryWebSocket socket = ask();

    time.advance(Hooks.NONE.timeLimit());

    assertThat(socket.frames()).containsExactly(WebSocketFrame.close(1011, "504 Gateway Timeout"));
    time.advance(Duration.ofSeconds(2));
    assertThat(socket.connection().isClosed()).isTrue();
  }

  @Test
  void aFailureEndsIt() {
    InMemoryWebSocket socket = ask();

    authDecision.completeExceptionally(new IllegalStateException("the application is away"));

    assertThat(socket.frames()).containsExactly(WebSocketFrame.close(1011, "502 Bad Gateway"));
  }

  @Test
  void theEndOfTheRelayEndsIt() {
    InMemoryWebSocket socket = ask();

    engine.close();

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1013, "503 Service Unavailable"));
  }

  @Test
  void whatWasReadBeforeIsNotLost() {
    InMemoryWebSocket socket = ask();
    socket.send(WebSocketFrame.of(WebSocketFrame.PING, "early"));

    authDecision.complete(AuthDecision.allow());
    time.advance(Duration.ZERO);

    assertThat(socket.connection().isReading()).isTrue();
    assertThat(socket.frames()).containsExactly(WebSocketFrame.of(WebSocketFrame.PONG, "early"));
  }

  @Test
  void whoFloodsIsLetGo() {
    InMemoryWebSocket socket = ask();

    socket.send("x".repeat(FLOOD));

    assertThat(socket.connection().isClosed()).isTrue();
    authDecision.complete(AuthDecision.allow());
    assertThat(subscribers()).isZero();
  }

  @Test
  void whoLeavesIsNoSubscriber() {
    InMemoryWebSocket socket = ask();
    socket.connection().clientLeaves();

    authDecision.complete(AuthDecision.allow());

    assertThat(subscribers()).isZero();
  }

  /**
   * The transport leaves HTTP with no lock of the relay held, so other threads are not in its way.
   */
  @Test
  void departureThatIsReportedWhileHttpIsBeingLeftEndsIt() {
    InMemoryExchange exchange = handshake();
    config = SubscriberConfig.builder().hooks(h -> h.authorizer(visit -> authDecision)).build();
    engine
        .subscriber(config)
        .handle(
            new ForwardingExchange(exchange) {
              @Override
              public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
                Upgrade begun = super.upgrade(headers, listener);
                CompletableFuture.runAsync(listener::onClosed)
                    .orTimeout(Eventually.DEADLINE.toSeconds(), TimeUnit.SECONDS)
                    .join();
                return begun;
              }
            });

    authDecision.complete(AuthDecision.allow());
    time.advance(Duration.ZERO);

    assertThat(subscribers()).isZero();
  }

  @Test
  void anAnswerAtOnceIsOneOfHttp() {
    authDecision.complete(AuthDecision.refuse());
    config = SubscriberConfig.builder().hooks(h -> h.authorizer(visit -> authDecision)).build();
    InMemoryExchange exchange = handshake();

    engine.subscriber(config).handle(exchange);

    assertThat(exchange.response().status()).isEqualTo(403);
  }
}
