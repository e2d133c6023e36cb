package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelEvent;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.transport.ExchangeHandler;

/**
 * A WebSocket that leaves HTTP in the call of the endpoint, while its client leaves and the
 * application answers, in real threads. What fails in any of them fails the test.
 */
class DeferredWebSocketRaceTest {
  private static final int ROUNDS = 2000;

  private final ManualTime time = new ManualTime();
  private final AtomicInteger joined = new AtomicInteger();
  private final PushEngine engine =
      PushEngine.builder()
          .time(time, time)
          .listener(
              event -> {
                if (event instanceof ChannelEvent.SubscriberJoined) {
                  joined.incrementAndGet();
                }
              })
          .build();
  private final Race race = new Race();

  @BeforeEach
  void keepAMessage() {
    engine.channel("a").publish(MessageDraft.text("kept")).join();
  }

  @AfterEach
  void close() {
    race.close();
    engine.close();
  }

  private int subscribers() {
    return engine.channel("a").info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  private static InMemoryExchange handshake() {
    return InMemoryWebSocket.handshake("/sub?id=a").upgradingAtOnceOnly().build();
  }

  private ExchangeHandler endpoint(CompletableFuture<AuthDecision> authDecision) {
    return engine.subscriber(s -> s.hooks(h -> h.authorizer(visit -> authDecision)));
  }

  @Test
  void whoLeavesIsNoSubscriber() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      CompletableFuture<AuthDecision> authDecision = new CompletableFuture<>();
      InMemoryExchange exchange = handshake();
      ExchangeHandler endpoint = endpoint(authDecision);

      boolean heldBefore = round % 2 == 0;
      if (heldBefore) {
        endpoint.handle(exchange);
      }

      race.run(
          heldBefore ? () -> {} : () -> endpoint.handle(exchange),
          exchange::clientLeaves,
          () -> authDecision.complete(AuthDecision.allow("bob").withLifetime(Duration.ofDays(1))));
      // an owner who was admitted after the client had left hears of it in this thread
      time.advance(Duration.ZERO);

      assertThat(subscribers()).isZero();
      assertThat(engine.revoke("bob")).isZero();
    }
    Race.occurred("admitted although the client leaves", joined.get(), ROUNDS);
    Race.occurred("not admitted since the client left", ROUNDS - joined.get(), ROUNDS);
    time.advance(SubscriberConfig.DEFAULT.policy().timeout());
    assertThat(verdictTimers()).isZero();
  }

  private long verdictTimers() {
    engine.channel("a").delete().join();
    return time.pendingTimers();
  }

  @Test
  void whoStaysGetsTheMessageOrTheRefusal() throws Exception {
    int refusedLate = 0;
    for (int round = 0; round < ROUNDS; round++) {
      boolean allowed = round % 2 == 0;
      CompletableFuture<AuthDecision> authDecision = new CompletableFuture<>();
      InMemoryExchange exchange = handshake();
      ExchangeHandler endpoint = endpoint(authDecision);

      race.run(
          () -> endpoint.handle(exchange),
          () -> authDecision.complete(allowed ? AuthDecision.allow() : AuthDecision.refuse()));
      if (allowed) {
        InMemoryWebSocket socket = InMemoryWebSocket.over(exchange.upgraded());
        assertThat(socket.frames()).isNotEmpty();
        assertThat(subscribers()).isOne();
        exchange.clientLeaves();
      } else {
        assertThat(exchange.isHeld()).as("neither answered nor ended").isFalse();
        refusedLate += exchange.isUpgraded() ? 1 : 0;
      }
      assertThat(subscribers()).isZero();
    }
    Race.occurred("refused behind the 101", refusedLate, ROUNDS / 2);
  }
}
