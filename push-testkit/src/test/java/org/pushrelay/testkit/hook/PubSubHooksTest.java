package org.pushrelay.testkit.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.WebSocketFrame;

/** Who may publish over a WebSocket that subscribes: that is a question of its own. */
class PubSubHooksTest {
  private static final WebSocketFrame CLOSED = WebSocketFrame.close(1008, "Publishing not allowed");
  private static final WebSocketFrame FORBIDDEN = WebSocketFrame.close(1008, "403 Forbidden");

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final List<AccessRequest> asked = new ArrayList<>();
  private final CompletableFuture<AuthDecision> later = new CompletableFuture<>();

  private InMemoryExchange open(Authorizer subscribing, Authorizer publishing) {
    InMemoryExchange handshake = InMemoryWebSocket.handshake("/ws?id=a&to=b").build();
    engine
        .pubSub(
            PublisherConfig.builder()
                .channelId(ChannelIdResolver.argument("to"))
                .hooks(h -> h.authorizer(publishing))
                .build(),
            SubscriberConfig.builder().hooks(h -> h.authorizer(subscribing)).build())
        .handle(handshake);
    return handshake;
  }

  private InMemoryWebSocket socket(Authorizer subscribing, Authorizer publishing) {
    return InMemoryWebSocket.over(open(subscribing, publishing).upgraded());
  }

  private Authorizer says(AuthDecision authDecision) {
    return Authorizer.of(
        accessRequest -> {
          asked.add(accessRequest);
          return authDecision;
        });
  }

  private Authorizer saysLater() {
    return accessRequest -> {
      asked.add(accessRequest);
      return later;
    };
  }

  private int messages(String channel) {
    return engine.channel(channel).info().join().map(ChannelInfo::messages).orElse(0);
  }

  @Test
  void oneAuthorizerForBothIsAskedForEach() {
    Authorizer subscribersOnly =
        Authorizer.of(
            accessRequest -> {
              asked.add(accessRequest);
              return accessRequest.role() == AccessRequest.Role.SUBSCRIBER
                  ? AuthDecision.allow()
                  : AuthDecision.refuse();
            });
    InMemoryWebSocket socket = socket(subscribersOnly, subscribersOnly);

    socket.send("m");

    assertThat(socket.frames()).containsExactly(CLOSED);
    assertThat(messages("b")).isZero();
    assertThat(asked)
        .extracting(AccessRequest::role)
        .containsExactly(AccessRequest.Role.SUBSCRIBER, AccessRequest.Role.PUBLISHER);
    assertThat(asked).extracting(AccessRequest::kind).containsExactly("websocket", "websocket");
    assertThat(asked)
        .extracting(AccessRequest::channels)
        .containsExactly(List.of(ChannelId.of("a")), List.of(ChannelId.of("b")));
  }

  @Test
  void whoMayDoBothDoesBoth() {
    InMemoryWebSocket socket = socket(says(AuthDecision.allow()), says(AuthDecision.allow()));

    socket.send("m");

    assertThat(messages("b")).isOne();
  }

  @Test
  void whoMayNotSubscribeIsNotAskedAboutAsAPublisher() {
    InMemoryExchange handshake = open(says(AuthDecision.refuse()), says(AuthDecision.allow()));

    assertThat(handshake.response().status()).isEqualTo(403);
    assertThat(asked).hasSize(1);
  }

  @Test
  void aPublisherIsAskedAboutWhereSubscribersAreNot() {
    InMemoryExchange handshake = InMemoryWebSocket.handshake("/ws?id=a").build();
    InMemoryWebSocket socket =
        InMemoryWebSocket.open(
            engine.pubSub(
                PublisherConfig.builder()
                    .hooks(h -> h.authorizer(says(AuthDecision.refuse())))
                    .build(),
                SubscriberConfig.DEFAULT),
            handshake);

    socket.send("m");

    assertThat(socket.frames()).containsExactly(CLOSED);
    assertThat(asked).hasSize(1);
  }

  @Test
  void theWebSocketOpensWhenBothAreAnswered() {
    InMemoryExchange handshake = open(says(AuthDecision.allow()), saysLater());
    assertThat(handshake.isHeld()).isTrue();

    later.complete(AuthDecision.allow());
    InMemoryWebSocket.over(handshake.upgraded()).send("m");

    assertThat(messages("b")).isOne();
  }

  @Test
  void whoseApplicationDoesNotAnswerInTimeOnlySubscribes() {
    InMemoryExchange handshake = open(says(AuthDecision.allow()), saysLater());

    time.advance(Hooks.NONE.timeLimit());
    InMemoryWebSocket socket = InMemoryWebSocket.over(handshake.upgraded());
    socket.send("m");

    assertThat(socket.frames()).containsExactly(CLOSED);
    assertThat(messages("b")).isZero();
  }

  @Test
  void whoLeavesInBetweenLeavesNothing() {
    InMemoryExchange handshake =
        open(says(AuthDecision.allow("bob").withLifetime(Duration.ofHours(1))), saysLater());

    handshake.clientLeaves();
    later.complete(AuthDecision.allow("bob"));

    assertThat(engine.revoke("bob")).isZero();
    assertThat(engine.channels()).isEmpty();
    assertThat(time.pendingTimers()).isZero();
  }

  @Test
  void itEndsWithTheFirstOfTwoPermissions() {
    InMemoryWebSocket expiring =
        socket(
            says(AuthDecision.allow().withLifetime(Duration.ofSeconds(9))),
            says(AuthDecision.allow().withLifetime(Duration.ofSeconds(3))));
    InMemoryWebSocket one =
        socket(says(AuthDecision.allow("alice")), says(AuthDecision.allow("bob")));
    InMemoryWebSocket other =
        socket(says(AuthDecision.allow("bob")), says(AuthDecision.allow("carol")));

    time.advance(Duration.ofSeconds(3));
    assertThat(expiring.frames()).containsExactly(FORBIDDEN);
    assertThat(engine.revoke("bob")).isEqualTo(2);

    assertThat(one.frames()).containsExactly(FORBIDDEN);
    assertThat(other.frames()).containsExactly(FORBIDDEN);
  }

  @Test
  void whatIsTakenBackWhileItIsAskedAboutPublishingDoesNotBegin() {
    InMemoryExchange one = open(says(AuthDecision.allow("bob")), saysLater());
    InMemoryExchange other = open(says(AuthDecision.allow("alice")), saysLater());

    engine.revoke("bob");
    later.complete(AuthDecision.allow("bob"));

    assertThat(one.response().status()).isEqualTo(403);
    assertThat(other.response().status()).isEqualTo(403);
    assertThat(engine.channels()).isEmpty();
  }

  @Test
  void whatEndsWhileItIsAskedAboutPublishingDoesNotBegin() {
    InMemoryExchange handshake =
        open(says(AuthDecision.allow().withLifetime(Duration.ofSeconds(1))), saysLater());

    time.advance(Duration.ofSeconds(1));
    later.complete(AuthDecision.refuse());

    assertThat(handshake.response().status()).isEqualTo(403);
    assertThat(engine.channels()).isEmpty();
  }
}
