package org.pushrelay.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RelayClient;
import org.pushrelay.transport.PushResponse;

/** What is asked and told over HTTP, and what becomes of the responses. */
class WebHooksTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final RelayClient client = RelayClient.of(engine);
  private final Application application;

  WebHooksTest() throws IOException {
    application = new Application();
  }

  @AfterEach
  void stop() {
    application.close();
  }

  private void authorize(WebHooks hooks) {
    authorize(hooks, application.uri("/auth?x=y"));
  }

  private void authorize(WebHooks hooks, URI uri) {
    client.mount("/in", engine.subscriber(s -> s.hooks(h -> h.authorizer(hooks.authorizer(uri)))));
  }

  private void filter(WebHooks hooks) {
    client.mount(
        "/out",
        engine.publisher(p -> p.hooks(h -> h.filter(hooks.filter(application.uri("/message"))))));
  }

  private int subscribers() {
    return subscribers("a");
  }

  private int subscribers(String channel) {
    return engine.channel(channel).info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  private int messages() {
    return engine.channel("a").info().join().map(ChannelInfo::messages).orElse(0);
  }

  private String received() {
    PushResponse response = client.get("/sub?id=a").response();
    return response.header("Content-Type").orElse("") + ": " + response.body().utf8();
  }

  @Test
  void anAnswerOf2xxLetsIn() {
    application.answers(204, Map.of(), "");
    authorize(WebHooks.create());

    InMemoryExchange held = client.get("/in?id=a");

    Eventually.until("it subscribes", () -> subscribers() == 1);
    client.post("/pub?id=a", "m");
    assertThat(held.response().body().utf8()).isEqualTo("m");
  }

  @Test
  void theApplicationIsToldWhoComes() {
    authorize(WebHooks.builder().header("X-Key", "secret").build());

    client.get(
        "/in?id=a%C3%A9,b&x=y",
        "Cookie: session=1",
        "Cookie: x=y",
        "X-Forwarded-For: 10.0.0.1",
        "If-Modified-Since: Mon, 23 Nov 2026 01:30:00 GMT",
        "If-None-Match: \"3\"");

    Application.Call call = application.calls(1).get(0);
    assertThat(call.method()).isEqualTo("GET");
    assertThat(call.path()).isEqualTo("/auth?x=y");
    assertThat(call.header("X-Original-URI")).isEqualTo("/in?id=a%C3%A9,b&x=y");
    assertThat(call.header("X-Channel-Id")).isEqualTo("a%C3%A9%2Cb");
    assertThat(call.header("X-Subscriber-Type")).isEqualTo("longpoll");
    assertThat(call.header("X-Message-Id")).isEqualTo("1795397400:3");
    assertThat(call.headers().get("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(call.headers().get("Cookie")).containsExactly("session=1; x=y");
    assertThat(call.header("X-Key")).isEqualTo("secret");
  }

  @Test
  void anyOtherAnswerGoesToTheClient() {
    application.answers(
        302, Map.of("Location", "https://login.example/", "X-Why", "not you"), "log in");
    authorize(WebHooks.create());

    PushResponse response = client.get("/in?id=a").awaitAnswer();

    assertThat(response.status()).isEqualTo(302);
    assertThat(response.header("Location")).hasValue("https://login.example/");
    assertThat(response.header("X-Why")).hasValue("not you");
    assertThat(response.header("Content-Length")).isEmpty();
    assertThat(response.body().utf8()).isEqualTo("log in");
  }

  @Test
  void anApplicationMayNameTheClientAndLimitItsTime() {
    application.answers(200, Map.of(WebHooks.SUBJECT, "bob", WebHooks.LIFETIME, "7"), "");
    authorize(WebHooks.create());

    InMemoryExchange revoked = client.get("/in?id=a");
    Eventually.until("it is let in", () -> subscribers() == 1);
    assertThat(engine.revoke("bob")).isOne();
    assertThat(revoked.awaitAnswer().status()).isEqualTo(403);

    InMemoryExchange expires = client.get("/in?id=a");
    Eventually.until("it is let in", () -> subscribers() == 1);
    time.advance(Duration.ofSeconds(7));
    assertThat(expires.awaitAnswer().status()).isEqualTo(403);
  }

  @Test
  void aLifetimeThatIsNoneIsANo() {
    application.answers(200, Map.of(WebHooks.LIFETIME, "soon"), "");
    authorize(WebHooks.create());

    assertThat(client.get("/in?id=a").awaitAnswer().status()).isEqualTo(502);
  }

  @Test
  void anApplicationThatIsAwayIs502() {
    URI uri = application.uri("/auth");
    application.close();
    authorize(WebHooks.create(), uri);

    assertThat(client.get("/in?id=a").awaitAnswer().status()).isEqualTo(502);
  }

  @Test
  void anApplicationThatIsSlowIs504() {
    application.getStuck();
    authorize(WebHooks.builder().readTimeout(Duration.ofMillis(100)).build());

    assertThat(client.get("/in?id=a").awaitAnswer().status()).isEqualTo(504);
  }

  @Test
  void anAnswerThatIsTooLongIs502() {
    application.answers(403, Map.of(), "x".repeat(101));
    authorize(WebHooks.builder().maxAnswerBytes(100).build());

    assertThat(client.get("/in?id=a").awaitAnswer().status()).isEqualTo(502);
  }

  @Test
  void beyondTheCallsThatMayBeUnderWayIs503() {
    application.getStuck();
    authorize(WebHooks.builder().maxCalls(1).build());
    client.get("/in?id=a");
    application.calls(1);

    PushResponse response = client.get("/in?id=a").response();

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.header("Retry-After")).isPresent();
    application.goOn();
    Eventually.until("the first is let in", () -> subscribers() == 1);
    client.get("/in?id=a");
    Eventually.until("another one, too", () -> subscribers() == 2);
  }

  @Test
  void aPermissionIsKeptForAWhileForTheSameClientOnly() {
    application.answers(200, Map.of(WebHooks.SUBJECT, "bob"), "");
    WebHooks hooks = WebHooks.builder().keepGrants(Duration.ofSeconds(5)).time(time).build();
    authorize(hooks);
    client.get("/in?id=a", "Cookie: 1");
    Eventually.until("it is let in", () -> subscribers() == 1);

    client.get("/in?id=a", "Cookie: 1");
    assertThat(subscribers()).isEqualTo(2);
    assertThat(application.called()).isEqualTo(1);

    client.get("/in?id=a", "Cookie: 2");
    client.get("/in?id=b", "Cookie: 1");
    application.calls(3);
    // the responses, too: time must not run out for them
    Eventually.until("both are let in", () -> subscribers() == 3 && subscribers("b") == 1);

    time.advance(Duration.ofSeconds(5));
    client.get("/in?id=a", "Cookie: 1");
    application.calls(4);
    Eventually.until("it is let in", () -> subscribers() == 4);

    hooks.forget("bob");
    client.get("/in?id=a", "Cookie: 1");
    application.calls(5);
  }

  @Test
  void aRefusalIsNotKept() {
    application.answers(403, Map.of(), "");
    authorize(WebHooks.builder().keepGrants(Duration.ofSeconds(5)).time(time).build());
    assertThat(client.get("/in?id=a").awaitAnswer().status()).isEqualTo(403);

    application.answers(200, Map.of(), "");
    client.get("/in?id=a");

    Eventually.until("it is let in", () -> subscribers() == 1);
  }

  @Test
  void aMessageIsHandedToTheApplication() {
    filter(WebHooks.create());

    client.post("/out?id=a", "m", "Content-Type: text/x");

    Application.Call call = application.calls(1).get(0);
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.path()).isEqualTo("/message");
    assertThat(call.body()).isEqualTo("m");
    assertThat(call.header("Content-Type")).isEqualTo("text/x");
    assertThat(call.header("X-Publisher-Type")).isEqualTo("http");
  }

  @Test
  void theApplicationsAnswerSaysWhatBecomesOfAMessage() {
    filter(WebHooks.create());
    application.answers(204, Map.of(), "");
    assertThat(publish()).isEqualTo(202);
    assertThat(messages()).isZero();
    application.answers(500, Map.of(), "a secret");
    PushResponse refused = client.post("/out?id=a", "m").awaitAnswer();
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body().utf8()).isEmpty();
    assertThat(messages()).isZero();

    for (int status : List.of(200, 201, 202)) {
      application.answers(status, Map.of("Content-Type", "text/y"), "another");
      assertThat(publish()).isEqualTo(202);
      assertThat(received()).isEqualTo("text/y: another");
      engine.channel("a").delete().join();
    }
    application.answers(200, Map.of(), "another");
    assertThat(publish()).isEqualTo(202);
    assertThat(received()).isEqualTo("text/x: another");
    engine.channel("a").delete().join();
    application.answers(304, Map.of(), "");
    assertThat(publish()).isEqualTo(202);
    assertThat(received()).isEqualTo("text/x: m");
  }

  private int publish() {
    return client.post("/out?id=a", "m", "Content-Type: text/x").awaitAnswer().status();
  }

  @Test
  void theApplicationIsToldWhoComesAndGoes() {
    WebHooks hooks = WebHooks.create();
    client.mount(
        "/in",
        engine.subscriber(
            s ->
                s.hooks(
                    h ->
                        h.listener(
                            hooks.listener(application.uri("/comes"), application.uri("/goes"))))));
    application.getStuck();
    InMemoryExchange stream =
        client.send(
            InMemoryExchange.request("GET", "/in?id=a")
                .header("Accept", "text/event-stream")
                .build());
    stream.streamed().clientLeaves();
    application.goOn();

    List<Application.Call> calls = application.calls(2);
    assertThat(calls).extracting(Application.Call::path).containsExactly("/comes", "/goes");
    assertThat(calls.get(0).header("X-Subscriber-Type")).isEqualTo("eventsource");
  }

  @Test
  void anApplicationThatIsAwayHarmsNoSubscriber() {
    URI uri = application.uri("/");
    application.close();
    client.mount(
        "/in",
        engine.subscriber(
            s -> s.hooks(h -> h.listener(WebHooks.create().subscribed(visit -> uri)))));
    InMemoryExchange held = client.get("/in?id=a");

    client.post("/pub?id=a", "m");

    assertThat(held.response().status()).isEqualTo(200);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebHooks.create().authorizer(URI.create("/auth")))
        .withMessage("uri: /auth (expected: http or https, and a host)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebHooks.builder().header("Host", "x"))
        .withMessage("header: Host (expected: one of the message)");
  }

  @Test
  void twoChannelsNeverLookTheSame() {
    application.answers(403, Map.of(), "");
    for (ChannelNaming naming :
        List.of(
            ChannelNaming.DEFAULT,
            ChannelNaming.DEFAULT.withGroup("a"),
            ChannelNaming.DEFAULT.withGroup("a/b"))) {
      client.mount(
          "/in",
          engine.subscriber(
              s ->
                  s.naming(naming)
                      .hooks(
                          h ->
                              h.authorizer(
                                  WebHooks.create().authorizer(application.uri("/auth"))))));
      client.get("/in?id=b/c").awaitAnswer();
    }

    assertThat(application.calls(3))
        .extracting(call -> call.header("X-Channel-Id"))
        .containsExactly("b%2Fc", "a/b/c", "a%2Fb/b/c");
  }

  @Test
  void aPermissionThatIsUnderWayIsForgottenToo() {
    application.answers(200, Map.of("Push-Subject", "bob"), "");
    application.getStuck();
    WebHooks hooks = WebHooks.builder().keepGrants(Duration.ofSeconds(5)).time(time).build();
    authorize(hooks);
    client.get("/in?id=a");
    application.calls(1);

    hooks.forget("bob");
    application.goOn();
    Eventually.until("it is let in", () -> subscribers() == 1);
    client.get("/in?id=a");

    assertThat(application.calls(2)).hasSize(2);
  }
}
