package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.Verdict;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.transport.ExchangeHandler;

/**
 * A WebSocket that leaves HTTP in the call of the endpoint, while its client leaves and the
 * application answers, in real threads. What fails in any of them fails the test.
 */
class EarlyWebSocketRaceTest {
  private static final int ROUNDS = 2000;

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
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

  private ExchangeHandler endpoint(CompletableFuture<Verdict> verdict) {
    return engine.subscriber(
        SubscriberConfig.DEFAULT.withHooks(Hooks.NONE.withAuthorizer(visit -> verdict)));
  }

  private static Callable<Object> task(Runnable task) {
    return Executors.callable(task);
  }

  @Test
  void whoLeavesIsNoSubscriber() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      CompletableFuture<Verdict> verdict = new CompletableFuture<>();
      InMemoryExchange exchange = handshake();
      ExchangeHandler endpoint = endpoint(verdict);

      race.run(
          List.of(
              task(() -> endpoint.handle(exchange)),
              task(exchange::clientLeaves),
              task(() -> verdict.complete(Verdict.allow("bob").withLifetime(Duration.ofDays(1))))));

      Eventually.until("nobody is left", () -> subscribers() == 0);
      assertThat(engine.revoke("bob")).isZero();
    }
    time.advance(SubscriberConfig.DEFAULT.policy().timeout());
    assertThat(verdictTimers()).isZero();
  }

  private long verdictTimers() {
    engine.channel("a").delete().join();
    return time.pendingTimers();
  }

  @Test
  void whoStaysGetsTheMessageOrTheRefusal() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      boolean allowed = round % 2 == 0;
      CompletableFuture<Verdict> verdict = new CompletableFuture<>();
      InMemoryExchange exchange = handshake();
      ExchangeHandler endpoint = endpoint(verdict);

      race.run(
          List.of(
              task(() -> endpoint.handle(exchange)),
              task(() -> verdict.complete(allowed ? Verdict.allow() : Verdict.refuse()))));

      if (allowed) {
        InMemoryWebSocket socket = InMemoryWebSocket.over(exchange.upgraded());
        Eventually.until("it has the message", () -> !socket.frames().isEmpty());
        assertThat(subscribers()).isOne();
        exchange.clientLeaves();
      } else if (exchange.isHeld()) {
        throw new AssertionError("it is neither answered nor ended");
      }
      Eventually.until("nobody is left", () -> subscribers() == 0);
    }
  }
}
