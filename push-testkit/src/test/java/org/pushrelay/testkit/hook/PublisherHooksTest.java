package org.pushrelay.testkit.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.MessageFilter;
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RelayClient;
import org.pushrelay.testkit.WebSocketFrame;
import org.pushrelay.transport.PushResponse;

/** Who may publish, and what becomes of the messages. */
class PublisherHooksTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final RelayClient client = RelayClient.of(engine);
  private final List<AccessRequest> asked = new ArrayList<>();
  private final CompletableFuture<AuthDecision> authDecision = new CompletableFuture<>();
  private final CompletableFuture<MessageFilter.Outcome> outcome = new CompletableFuture<>();

  private void mount(Hooks hooks) {
    client.mount("/in", engine.publisher(p -> p.cors(Cors.ANY_ORIGIN).hooks(hooks)));
  }

  private void authorizeLater() {
    mount(
        Hooks.builder()
            .authorizer(
                accessRequest -> {
                  asked.add(accessRequest);
                  return authDecision;
                })
            .build());
  }

  private int messages() {
    return engine.channel("a").info().join().map(ChannelInfo::messages).orElse(0);
  }

  private String received() {
    return client.get("/sub?id=a").response().body().utf8();
  }

  @Test
  void aRefusalIsAnsweredForEachMethod() {
    mount(
        Hooks.builder().authorizer(Authorizer.of(accessRequest -> AuthDecision.refuse())).build());
    client.post("/pub?id=a", "m");

    for (String method : List.of("POST", "PUT", "GET", "HEAD", "DELETE")) {
      PushResponse response = client.send(method, "/in?id=a", "x").response();
      assertThat(response.status()).as(method).isEqualTo(403);
      assertThat(response.header("Access-Control-Allow-Origin")).as(method).hasValue("*");
    }
    assertThat(client.send("OPTIONS", "/in?id=a", "").response().status()).isEqualTo(200);
    assertThat(messages()).isOne();
  }

  @Test
  void aMessageIsPublishedWhenItsPublisherIsAllowedTo() {
    authorizeLater();
    InMemoryExchange post =
        client.send(
            InMemoryExchange.request("POST", "/in?id=a")
                .header("Accept", "text/json")
                .header("Content-Type", "text/x")
                .body("m")
                .build());
    assertThat(post.isHeld()).isTrue();
    assertThat(messages()).isZero();

    authDecision.complete(AuthDecision.allow());

    assertThat(post.response().status()).isEqualTo(202);
    assertThat(post.response().header("Content-Type")).hasValue("text/json");
    assertThat(post.response().header("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(client.get("/sub?id=a").response().header("Content-Type")).hasValue("text/x");
    assertThat(asked.get(0).role()).isEqualTo(AccessRequest.Role.PUBLISHER);
  }

  @Test
  void aChannelIsDeletedWhenThatIsAllowed() {
    client.post("/pub?id=a", "m");
    authorizeLater();
    InMemoryExchange delete = client.send("DELETE", "/in?id=a", "");
    assertThat(messages()).isOne();

    authDecision.complete(AuthDecision.allow());

    assertThat(delete.response().status()).isEqualTo(200);
    assertThat(messages()).isZero();
  }

  @Test
  void noAnswerInTimeAndAFailureAreANo() {
    authorizeLater();
    InMemoryExchange slow = client.post("/in?id=a", "m");
    time.advance(Hooks.NONE.timeLimit());
    authDecision.completeExceptionally(new IllegalStateException("down"));
    InMemoryExchange failing = client.post("/in?id=a", "m");

    assertThat(slow.response().status()).isEqualTo(504);
    assertThat(failing.response().status()).isEqualTo(502);
    assertThat(messages()).isZero();
  }

  @Test
  void aMessageThatIsTooLargeNeedsNoPermission() {
    authorizeLater();

    PushResponse response = client.post("/in?id=a", "m".repeat((1 << 20) + 1)).response();

    assertThat(response.status()).isEqualTo(413);
    authDecision.complete(AuthDecision.allow());
    assertThat(messages()).isZero();
  }

  @Test
  void whoWaitsForPermissionAtShutdownIsSentAway() {
    authorizeLater();
    InMemoryExchange post = client.post("/in?id=a", "m");

    engine.close();

    assertThat(post.response().status()).isEqualTo(503);
  }

  @Test
  void aFilterPassesReplacesDropsAndRefuses() {
    mount(
        Hooks.builder()
            .filter(
                MessageFilter.of(
                    draft ->
                        switch (draft.body().utf8()) {
                          case "pass" -> MessageFilter.publish(draft);
                          case "replace" ->
                              MessageFilter.publish(draft.withBody(MessageBody.utf8("another")));
                          case "drop" -> MessageFilter.drop();
                          default -> MessageFilter.refuse(PushResponse.of(422));
                        }))
            .build());

    assertThat(client.post("/in?id=a", "drop").response().status()).isEqualTo(202);
    assertThat(client.post("/in?id=a", "curse").response().status()).isEqualTo(422);
    assertThat(messages()).isZero();
    assertThat(client.post("/in?id=a", "replace").response().status()).isEqualTo(202);
    assertThat(received()).isEqualTo("another");
    assertThat(client.post("/in?id=b", "pass").response().status()).isEqualTo(202);
    PushResponse dropped = client.post("/in?id=a", "drop").response();
    assertThat(dropped.status()).isEqualTo(202);
    assertThat(dropped.body().utf8()).contains("queued messages: 1");
    assertThat(messages()).isOne();
  }

  @Test
  void aFilterMayTakeItsTimeButNotTooMuch() {
    mount(Hooks.builder().filter((accessRequest, draft) -> outcome).build());
    InMemoryExchange slow = client.post("/in?id=a", "m");
    time.advance(Hooks.NONE.timeLimit());
    InMemoryExchange inTime = client.post("/in?id=a", "m");
    time.advance(Hooks.NONE.timeLimit().minusMillis(1));

    outcome.complete(MessageFilter.drop());

    assertThat(slow.response().status()).isEqualTo(504);
    assertThat(inTime.response().status()).isEqualTo(202);
    assertThat(messages()).isZero();
  }

  @Test
  void aFilterThatFailsPublishesNothing() {
    mount(
        Hooks.builder()
            .filter(
                MessageFilter.of(
                    draft -> {
                      throw new IllegalStateException("out of order");
                    }))
            .build());

    assertThat(client.post("/in?id=a", "m").response().status()).isEqualTo(502);
    assertThat(messages()).isZero();
  }

  @Test
  void inTheProfileOfNchanADroppedMessageIs204() {
    client.mount(
        "/in",
        engine.publisher(
            p ->
                p.profile(WireProfile.NCHAN)
                    .hooks(h -> h.filter(MessageFilter.of(draft -> MessageFilter.drop())))));

    assertThat(client.post("/in?id=a", "m").response().status()).isEqualTo(204);
  }

  private InMemoryExchange webSocket() {
    return client.send(
        InMemoryWebSocket.handshake("/in?id=a").header("Accept", "text/json").build());
  }

  @Test
  void aWebSocketPublishesWhenThatIsAllowed() {
    authorizeLater();
    InMemoryExchange handshake = webSocket();
    assertThat(handshake.isHeld()).isTrue();
    assertThat(asked.get(0).kind()).isEqualTo("websocket");
    assertThat(asked.get(0).role()).isEqualTo(AccessRequest.Role.PUBLISHER);

    authDecision.complete(AuthDecision.allow());
    InMemoryWebSocket socket = InMemoryWebSocket.over(handshake.upgraded());
    socket.send("m");

    assertThat(socket.frames().get(0).text()).contains("\"messages\": 1");
    assertThat(messages()).isOne();
  }

  @Test
  void aWebSocketIsRefusedAsAnyRequestIs() {
    mount(
        Hooks.builder().authorizer(Authorizer.of(accessRequest -> AuthDecision.refuse())).build());

    assertThat(webSocket().response().status()).isEqualTo(403);
  }

  @Test
  void aWebSocketEndsWithItsPermission() {
    mount(
        Hooks.builder()
            .authorizer(
                Authorizer.of(
                    accessRequest ->
                        AuthDecision.allow().withSubject("bob").withLifetime(Duration.ofHours(1))))
            .build());
    InMemoryWebSocket revoked = InMemoryWebSocket.over(webSocket().upgraded());
    assertThat(engine.revoke("bob")).isOne();
    assertThat(revoked.frames()).containsExactly(WebSocketFrame.close(1008, "403 Forbidden"));
    revoked.connection().clientLeaves();
    assertThat(engine.revoke("bob")).isZero();

    InMemoryWebSocket expired = InMemoryWebSocket.over(webSocket().upgraded());
    for (int i = 0; i < 3600 / 20; i++) {
      time.advance(Duration.ofSeconds(20));
      expired.send(WebSocketFrame.of(WebSocketFrame.PONG, ""));
    }

    assertThat(expired.frames()).endsWith(WebSocketFrame.close(1008, "403 Forbidden"));
    expired.connection().clientLeaves();
    assertThat(time.pendingTimers()).isZero();
  }
}
