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
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryStream;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RelayClient;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** Who may subscribe, and for how long. */
class AuthorizerTest {
  private static final PushResponse NOT_YOU =
      PushResponse.of(
          401, List.of(new Header("WWW-Authenticate", "Basic")), MessageBody.utf8("not you"));

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final RelayClient client = RelayClient.of(engine);
  private final List<AccessRequest> asked = new ArrayList<>();
  private final List<CompletableFuture<AuthDecision>> verdicts = new ArrayList<>();

  private void authorize(Authorizer authorizer) {
    client.mount(
        "/in",
        engine.subscriber(s -> s.cors(Cors.ANY_ORIGIN).hooks(h -> h.authorizer(authorizer))));
  }

  /** Lets the test say what the authorizer says. */
  private void authorizeLater() {
    authorize(
        accessRequest -> {
          asked.add(accessRequest);
          CompletableFuture<AuthDecision> authDecision = new CompletableFuture<>();
          verdicts.add(authDecision);
          return authDecision;
        });
  }

  private void decide(AuthDecision authDecision) {
    verdicts.remove(0).complete(authDecision);
  }

  private int subscribers() {
    return engine.channel("a").info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  private static InMemoryExchange streaming() {
    return InMemoryExchange.request("GET", "/in?id=a")
        .header("Accept", "text/event-stream")
        .build();
  }

  @Test
  void aRefusalIsAnsweredAsItIsGiven() {
    authorize(Authorizer.of(accessRequest -> AuthDecision.refuse(NOT_YOU)));

    PushResponse response = client.get("/in?id=a").response();

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.header("WWW-Authenticate")).hasValue("Basic");
    assertThat(response.header("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(response.body().utf8()).isEqualTo("not you");
    assertThat(engine.channels()).isEmpty();
  }

  @Test
  void whoIsAllowedSubscribes() {
    authorize(Authorizer.of(accessRequest -> AuthDecision.allow()));
    InMemoryExchange held = client.get("/in?id=a");

    client.post("/pub?id=a", "m");

    assertThat(held.response().body().utf8()).isEqualTo("m");
  }

  @Test
  void theAuthorizerSeesWhoComes() {
    authorizeLater();

    client.send(
        InMemoryExchange.request("GET", "/in?id=a&x=y")
            .header("Cookie", "session=1")
            .header("If-Modified-Since", "Mon, 23 Nov 2026 01:30:00 GMT")
            .header("If-None-Match", "\"3\"")
            .build());

    AccessRequest accessRequest = asked.get(0);
    assertThat(accessRequest.role()).isEqualTo(AccessRequest.Role.SUBSCRIBER);
    assertThat(accessRequest.kind()).isEqualTo("longpoll");
    assertThat(accessRequest.channels()).containsExactly(ChannelId.of("a"));
    assertThat(accessRequest.messageId()).isEqualTo("1795397400:3");
    assertThat(accessRequest.target()).isEqualTo("/in?id=a&x=y");
    assertThat(accessRequest.header("cookie")).hasValue("session=1");
    assertThat(accessRequest.remoteAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void aPermissionThatComesLaterLetsIn() {
    authorizeLater();
    InMemoryExchange held = client.get("/in?id=a");
    assertThat(subscribers()).isZero();

    decide(AuthDecision.allow());
    assertThat(subscribers()).isOne();
    client.post("/pub?id=a", "m");

    assertThat(held.response().body().utf8()).isEqualTo("m");
    assertThat(held.response().header("Access-Control-Allow-Origin")).hasValue("*");
  }

  @Test
  void aRefusalThatComesLaterIsAnswered() {
    authorizeLater();
    InMemoryExchange held = client.send(streaming());

    decide(AuthDecision.refuse(NOT_YOU));

    assertThat(held.response().status()).isEqualTo(401);
  }

  @Test
  void noAnswerInTimeIsANo() {
    authorizeLater();
    InMemoryExchange held = client.get("/in?id=a");

    time.advance(Hooks.NONE.timeLimit());
    assertThat(held.response().status()).isEqualTo(504);
    assertThat(held.response().body().utf8()).contains("did not answer in time");

    decide(AuthDecision.allow());
    assertThat(held.response().status()).isEqualTo(504);
    assertThat(subscribers()).isZero();
  }

  @Test
  void aFailureIsANo() {
    authorize(
        accessRequest -> {
          throw new IllegalStateException("no such table");
        });
    PushResponse thrown = client.get("/in?id=a").response();
    authorizeLater();
    InMemoryExchange failing = client.get("/in?id=a");
    verdicts.get(0).completeExceptionally(new IllegalStateException("no such table"));
    InMemoryExchange saysNothing = client.get("/in?id=a");
    verdicts.get(1).complete(null);
    InMemoryExchange givesUp = client.get("/in?id=a");
    verdicts.get(2).cancel(false);

    assertThat(thrown.status()).isEqualTo(502);
    assertThat(thrown.body().utf8()).doesNotContain("table");
    assertThat(failing.response().status()).isEqualTo(502);
    assertThat(saysNothing.response().status()).isEqualTo(502);
    assertThat(givesUp.response().status()).isEqualTo(502);
    assertThat(subscribers()).isZero();
  }

  @Test
  void aClientThatLeavesWhileItIsAskedAboutDoesNotSubscribe() {
    authorizeLater();
    client.get("/in?id=a").clientLeaves();

    decide(AuthDecision.allow("bob"));

    assertThat(subscribers()).isZero();
    assertThat(engine.revoke("bob")).isZero();
    assertThat(time.pendingTimers()).isZero();
  }

  @Test
  void aClientThatLeavesLaterIsNoticed() {
    authorizeLater();
    InMemoryExchange held = client.get("/in?id=a");
    decide(AuthDecision.allow("bob").withLifetime(Duration.ofHours(1)));

    held.clientLeaves();

    assertThat(subscribers()).isZero();
    assertThat(engine.revoke("bob")).isZero();
    time.advance(SubscriberConfig.DEFAULT.policy().timeout());
    assertThat(time.pendingTimers()).isZero();
  }

  @Test
  void whoIsAskedAboutAtShutdownIsSentAway() {
    authorizeLater();
    InMemoryExchange held = client.get("/in?id=a");

    engine.close();

    assertThat(held.response().status()).isEqualTo(503);
    assertThat(client.get("/in?id=a").response().status()).isEqualTo(503);
  }

  @Test
  void aPollEndsWithItsPermission() {
    authorize(
        Authorizer.of(accessRequest -> AuthDecision.allow().withLifetime(Duration.ofSeconds(7))));
    InMemoryExchange held = client.get("/in?id=a");

    time.advance(Duration.ofSeconds(7));

    assertThat(held.response().status()).isEqualTo(403);
    assertThat(held.response().body().utf8()).contains("expired");
    assertThat(subscribers()).isZero();
  }

  @Test
  void aStreamEndsWithItsPermission() {
    authorize(
        Authorizer.of(accessRequest -> AuthDecision.allow().withLifetime(Duration.ofSeconds(7))));
    InMemoryStream stream = client.send(streaming()).streamed();
    client.post("/pub?id=a", "m");

    time.advance(Duration.ofSeconds(7));

    assertThat(stream.text()).contains("data: m").contains("403 Forbidden");
    assertThat(stream.isEnded()).isTrue();
    assertThat(subscribers()).isZero();
  }

  @Test
  void aSubjectsPermissionCanBeTakenBack() {
    authorize(
        Authorizer.of(
            accessRequest ->
                AuthDecision.allow(accessRequest.query().contains("bob") ? "bob" : "alice")));
    InMemoryExchange bobsPoll = client.get("/in?id=a&bob");
    InMemoryExchange alicesPoll = client.get("/in?id=a");
    InMemoryExchange bobsStream =
        client.send(
            InMemoryExchange.request("GET", "/in?id=a&bob")
                .header("Accept", "text/event-stream")
                .build());

    assertThat(engine.revoke("bob")).isEqualTo(2);

    assertThat(bobsPoll.response().status()).isEqualTo(403);
    assertThat(bobsPoll.response().body().utf8()).contains("revoked");
    assertThat(bobsStream.streamed().isEnded()).isTrue();
    assertThat(alicesPoll.isHeld()).isTrue();
    assertThat(engine.revoke("bob")).isZero();
    assertThat(subscribers()).isOne();
  }

  @Test
  void aPermissionThatIsTakenBackWhileItIsGivenLetsNobodyIn() {
    authorizeLater();
    InMemoryExchange bobsPoll = client.get("/in?id=a");
    InMemoryExchange bobsStream = client.send(streaming());
    InMemoryExchange alicesPoll = client.get("/in?id=a");

    assertThat(engine.revoke("bob")).isZero();
    decide(AuthDecision.allow("bob").withLifetime(Duration.ofHours(1)));
    decide(AuthDecision.allow("bob"));
    decide(AuthDecision.allow("alice"));

    assertThat(bobsPoll.response().status()).isEqualTo(403);
    assertThat(bobsPoll.response().body().utf8()).contains("revoked");
    assertThat(bobsPoll.response().header("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(bobsStream.response().status()).isEqualTo(403);
    assertThat(alicesPoll.isHeld()).isTrue();
    assertThat(subscribers()).isOne();
    assertThat(engine.revoke("bob")).isZero();
  }

  @Test
  void whoComesBackAfterwardsIsAskedAboutAgain() {
    authorizeLater();
    engine.revoke("bob");
    InMemoryExchange held = client.get("/in?id=a");

    decide(AuthDecision.allow("bob"));

    assertThat(held.isHeld()).isTrue();
    assertThat(engine.revoke("bob")).isOne();
  }

  @Test
  void aPollOfSeveralChannelsIsAskedAboutOnce() {
    authorizeLater();
    client.mount(
        "/two",
        engine.subscriber(
            s ->
                s.naming(SubscriberConfig.DEFAULT.naming().withDelimiter(","))
                    .hooks(
                        h ->
                            h.authorizer(
                                Authorizer.of(
                                    accessRequest -> {
                                      asked.add(accessRequest);
                                      return AuthDecision.allow("bob");
                                    })))));
    InMemoryExchange held = client.get("/two?id=a,b");

    assertThat(asked.get(0).channels()).containsExactly(ChannelId.of("a"), ChannelId.of("b"));
    engine.revoke("bob");
    assertThat(held.response().status()).isEqualTo(403);
    assertThat(subscribers()).isZero();
  }

  @Test
  void preflightsAndBadRequestsAreNotAskedAbout() {
    authorizeLater();

    client.send(InMemoryExchange.request("OPTIONS", "/in?id=a").build());
    client.get("/in");

    assertThat(asked).isEmpty();
  }
}
