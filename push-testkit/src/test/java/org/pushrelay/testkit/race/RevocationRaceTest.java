package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.transport.ExchangeHandler;

/** A permission that is taken back at the moment when it is given, in real threads. */
class RevocationRaceTest {
  private static final int ROUNDS = 2000;

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final Race race = new Race();

  @AfterEach
  void close() {
    race.close();
    engine.close();
  }

  private ExchangeHandler subscriber(Authorizer authorizer) {
    return engine.subscriber(s -> s.hooks(h -> h.authorizer(authorizer)));
  }

  private static InMemoryExchange.Builder request() {
    return InMemoryExchange.request("GET", "/in?id=a");
  }

  private static InMemoryExchange streaming() {
    return request().header("Accept", "text/event-stream").build();
  }

  private int subscribers() {
    return engine.channel("a").info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  @Test
  void whatWasAskedBeforeLetsNobodyIn() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      CompletableFuture<AuthDecision> authDecision = new CompletableFuture<>();
      ExchangeHandler endpoint = subscriber(visit -> authDecision);
      InMemoryExchange poll = request().build();
      InMemoryExchange stream = streaming();
      Stream.of(poll, stream).forEach(endpoint::handle);

      race.run(() -> authDecision.complete(AuthDecision.allow("bob")), () -> engine.revoke("bob"));

      assertThat(poll.response().status()).isEqualTo(403);
      // it has begun, or it has not
      assertThat(stream.response().status()).isIn(200, 403);
      assertThat(subscribers()).isZero();
    }
  }

  /** A response that is given at once, by what was known before. */
  @Test
  void whatWasKnownBeforeLetsNobodyIn() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      boolean[] trusted = {true};
      Object knowledge = new Object();
      ExchangeHandler endpoint =
          subscriber(
              Authorizer.of(
                  visit -> {
                    synchronized (knowledge) {
                      return trusted[0] ? AuthDecision.allow("bob") : AuthDecision.refuse();
                    }
                  }));
      List<InMemoryExchange> requests = List.of(request().build(), streaming());

      race.run(
          () -> requests.forEach(endpoint::handle),
          () -> {
            synchronized (knowledge) {
              trusted[0] = false;
            }
            engine.revoke("bob");
          });

      assertThat(requests.get(0).response().status()).isEqualTo(403);
      assertThat(subscribers()).isZero();
    }
  }
}
