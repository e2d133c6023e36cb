package org.pushrelay.testkit.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.Presence;
import org.pushrelay.hook.SubscriptionListener;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RelayClient;
import org.pushrelay.testkit.WebSocketFrame;
import org.pushrelay.transport.ExchangeHandler;

/** Who is there: streams while they are open, clients who poll between their polls, too. */
class PresenceTest {
  private static final Duration LINGER = Duration.ofSeconds(3);

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final RelayClient client = RelayClient.of(engine);
  private final List<String> heard = new ArrayList<>();

  private final SubscriptionListener listener =
      new SubscriptionListener() {
        @Override
        public void onSubscribed(Presence presence) {
          hear("+", presence);
        }

        @Override
        public void onUnsubscribed(Presence presence) {
          hear("-", presence);
        }
      };

  /** The argument {@code user} is the subject. */
  private final Hooks hooks =
      Hooks.builder()
          .listener(listener)
          .linger(LINGER)
          .authorizer(
              Authorizer.of(
                  visit ->
                      visit.query().contains("user=")
                          ? AuthDecision.allow(visit.query().replaceFirst(".*user=", ""))
                          : AuthDecision.allow()))
          .build();

  private void hear(String sign, Presence presence) {
    String who = presence.subject().orElse(presence.accessRequest().remoteAddress());
    heard.add(
        sign
            + who
            + " "
            + presence.accessRequest().kind()
            + " "
            + presence.accessRequest().channels().get(0));
  }

  private List<String> heard() {
    List<String> all = List.copyOf(heard);
    heard.clear();
    return all;
  }

  @BeforeEach
  void mountASubscriberWithAListener() {
    mount(SubscriberConfig.DEFAULT);
  }

  private void mount(SubscriberConfig config) {
    client.mount("/in", engine.subscriber(config.toBuilder().hooks(hooks).build()));
  }

  private InMemoryExchange stream(String target) {
    return client.send(
        InMemoryExchange.request("GET", target).header("Accept", "text/event-stream").build());
  }

  @Test
  void aStreamIsThereWhileItIsOpen() {
    InMemoryExchange stream = stream("/in?id=a&user=bob");
    assertThat(heard()).containsExactly("+bob eventsource a");

    stream.streamed().clientLeaves();
    assertThat(heard()).containsExactly("-bob eventsource a");
  }

  @Test
  void aStreamThatTheRelayEndsIsGone() {
    stream("/in?id=a&user=bob");
    engine.revoke("bob");
    stream("/in?id=a&user=eve");
    engine.channel("a").delete().join();

    assertThat(heard())
        .containsExactly(
            "+bob eventsource a", "-bob eventsource a", "+eve eventsource a", "-eve eventsource a");
  }

  @Test
  void whoPollsIsOnePresenceFromTheFirstPollUntilTheLingerAfterTheLast() {
    client.get("/in?id=a&user=bob");
    client.post("/pub?id=a", "m");
    time.advance(LINGER.minusMillis(1));
    InMemoryExchange second =
        client.get(
            "/in?id=a&user=bob",
            "If-Modified-Since: Mon, 23 Nov 2026 01:30:01 GMT",
            "If-None-Match: 9");
    assertThat(second.isHeld()).isTrue();
    time.advance(LINGER);
    assertThat(heard()).containsExactly("+bob longpoll a");

    second.clientLeaves();
    time.advance(LINGER.minusMillis(1));
    assertThat(heard()).isEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(heard()).containsExactly("-bob longpoll a");
  }

  @Test
  void aPollThatFindsAMessageIsAPresenceToo() {
    client.post("/pub?id=a", "m");
    client.get("/in?id=a");

    assertThat(heard()).containsExactly("+127.0.0.1 longpoll a");
    time.advance(LINGER);
    assertThat(heard()).containsExactly("-127.0.0.1 longpoll a");
  }

  @Test
  void subjectsAndChannelsAreKeptApart() {
    client.get("/in?id=a&user=bob");
    client.get("/in?id=a&user=eve");
    client.get("/in?id=b&user=bob");
    client.get("/in?id=a&user=bob");

    assertThat(heard()).containsExactly("+bob longpoll a", "+eve longpoll a", "+bob longpoll b");
  }

  @Test
  void ofTwoPollsOfOneClientTheLastOneCounts() {
    InMemoryExchange one = client.get("/in?id=a&user=bob");
    InMemoryExchange two = client.get("/in?id=a&user=bob");
    one.clientLeaves();
    time.advance(LINGER);
    assertThat(heard()).containsExactly("+bob longpoll a");

    two.clientLeaves();
    time.advance(LINGER);
    assertThat(heard()).containsExactly("-bob longpoll a");
  }

  @Test
  void whoIsSentAwayDoesNotLinger() {
    client.get("/in?id=a&user=bob");
    engine.revoke("bob");

    assertThat(heard()).containsExactly("+bob longpoll a", "-bob longpoll a");
  }

  @Test
  void whoIsRefusedWasNeverThere() {
    mount(
        SubscriberConfig.builder()
            .timeout(SubscribePolicy.FOREVER)
            .concurrency(SubscriberConcurrency.FIRST)
            .build());
    client.get("/in?id=a&user=bob");
    heard();

    client.get("/in?id=a&user=eve");
    stream("/in?id=a&user=eve");

    time.advance(LINGER);
    assertThat(heard()).isEmpty();
  }

  @Test
  void inTheProfileOfNchanWhoPollsIsNotNoticed() {
    mount(SubscriberConfig.builder().profile(WireProfile.NCHAN).build());

    client.get("/in?id=a&user=bob");
    stream("/in?id=a&user=eve");

    assertThat(heard()).containsExactly("+eve eventsource a");
  }

  @Test
  void aListenerThatFailsHarmsNobody() {
    client.mount(
        "/bad",
        engine.subscriber(
            s ->
                s.hooks(
                    h ->
                        h.listener(
                            new SubscriptionListener() {
                              @Override
                              public void onSubscribed(Presence presence) {
                                throw new IllegalStateException("full");
                              }

                              @Override
                              public void onUnsubscribed(Presence presence) {
                                throw new IllegalStateException("full");
                              }
                            }))));
    InMemoryExchange held = client.get("/bad?id=a");

    client.post("/pub?id=a", "m");

    assertThat(held.response().status()).isEqualTo(200);
  }

  @Test
  void whoIsToldHoldsUpNobody() {
    List<Boolean> taken = new ArrayList<>();
    ExchangeHandler endpoint =
        engine.subscriber(
            s ->
                s.hooks(
                    h ->
                        h.listener(
                            new SubscriptionListener() {
                              @Override
                              public void onSubscribed(Presence presence) {}

                              @Override
                              public void onUnsubscribed(Presence presence) {
                                taken.add(published());
                              }
                            })));
    InMemoryExchange exchange = InMemoryWebSocket.handshake("/in?id=a").build();
    InMemoryWebSocket opened = InMemoryWebSocket.open(endpoint, exchange);

    opened.send(WebSocketFrame.close(1000, ""));

    assertThat(taken).containsExactly(true);
  }

  /** Whether somebody else can publish while the listener is told: it waits for no lock. */
  private boolean published() {
    CompletableFuture<?> done =
        CompletableFuture.supplyAsync(() -> engine.channel("a").publish(MessageDraft.text("m")));
    try {
      done.get(Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
