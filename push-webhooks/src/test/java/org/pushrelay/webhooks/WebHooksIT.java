package org.pushrelay.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.hook.Hooks;
import org.pushrelay.jetty.PushHandler;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.testkit.Eventually;

/** A relay on Jetty that asks an application, from client to client. */
class WebHooksIT {
  private final HttpClient http = HttpClient.newHttpClient();
  private final PushEngine engine = PushEngine.create();
  private final Server server =
      new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private final Application application;

  WebHooksIT() throws IOException {
    application = new Application();
  }

  @BeforeEach
  void start() throws Exception {
    WebHooks hooks = WebHooks.create();
    Hooks forSubscribers =
        Hooks.builder()
            .authorizer(hooks.authorizer(application.uri("/auth")))
            .listener(hooks.listener(application.uri("/comes"), application.uri("/goes")))
            .linger(Duration.ofMillis(200))
            .build();
    Hooks forPublishers =
        Hooks.builder()
            .authorizer(hooks.authorizer(application.uri("/auth")))
            .filter(hooks.filter(application.uri("/message")))
            .build();
    server.setHandler(
        new PushHandler()
            .mount("/pub", engine.publisher(p -> p.hooks(forPublishers)))
            .mount("/sub", engine.subscriber(s -> s.hooks(forSubscribers))));
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    server.stop();
    application.close();
  }

  private HttpRequest.Builder request(String target) {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
        .timeout(Eventually.DEADLINE);
  }

  private CompletableFuture<HttpResponse<String>> poll() {
    return http.sendAsync(request("/sub?id=a").build(), BodyHandlers.ofString());
  }

  private int subscribers() {
    return engine.channel("a").info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  @Test
  void whoIsLetInGetsWhatTheApplicationMakesOfAMessage() throws Exception {
    application.answers(200, Map.of("Content-Type", "text/y"), "made of it");
    CompletableFuture<HttpResponse<String>> polled = poll();
    Eventually.until("it waits", () -> subscribers() == 1);

    HttpResponse<String> published =
        http.send(
            request("/pub?id=a").POST(BodyPublishers.ofString("m")).build(),
            BodyHandlers.ofString());

    assertThat(published.statusCode()).isEqualTo(201);
    HttpResponse<String> got = polled.get(10, TimeUnit.SECONDS);
    assertThat(got.body()).isEqualTo("made of it");
    assertThat(got.headers().firstValue("Content-Type")).hasValue("text/y");
    Eventually.until(
        "the application hears that it has gone",
        () -> application.calls(1).stream().anyMatch(call -> call.path().equals("/goes")));
  }

  @Test
  void aStreamGoesOnUntilItIsRevoked() throws Exception {
    application.answers(200, Map.of(WebHooks.SUBJECT, "bob"), "");
    CompletableFuture<HttpResponse<String>> streamed =
        http.sendAsync(
            request("/sub?id=a").header("Accept", "text/event-stream").build(),
            BodyHandlers.ofString());
    Eventually.until("it waits", () -> subscribers() == 1);
    engine.channel("a").publish(MessageDraft.text("m")).join();

    assertThat(engine.revoke("bob")).isOne();

    assertThat(streamed.get(10, TimeUnit.SECONDS).body())
        .contains("data: m")
        .contains("403 Forbidden");
    assertThat(application.calls(3))
        .extracting(Application.Call::path)
        .containsExactly("/auth", "/comes", "/goes");
  }

  @Test
  void whoIsRefusedGetsTheApplicationsAnswer() throws Exception {
    application.answers(401, Map.of("WWW-Authenticate", "Basic"), "who are you");

    HttpResponse<String> got = poll().get(10, TimeUnit.SECONDS);
    HttpResponse<String> published =
        http.send(
            request("/pub?id=a").POST(BodyPublishers.ofString("m".repeat(100_000))).build(),
            BodyHandlers.ofString());

    assertThat(got.statusCode()).isEqualTo(401);
    assertThat(got.body()).isEqualTo("who are you");
    assertThat(got.headers().firstValue("WWW-Authenticate")).hasValue("Basic");
    assertThat(published.statusCode()).isEqualTo(401);
    assertThat(engine.channels()).isEmpty();
  }

  @Test
  void aClientThatLeavesWhileItIsAskedAboutDoesNotSubscribe() {
    application.getStuck();
    CompletableFuture<HttpResponse<String>> polled = poll();
    application.calls(1);
    polled.cancel(true);

    application.goOn();
    http.sendAsync(request("/sub?id=b").build(), BodyHandlers.ofString());
    Eventually.until(
        "another one is let in",
        () -> engine.channel("b").info().join().map(ChannelInfo::subscribers).orElse(0) == 1);
    Eventually.until("nobody waits", () -> subscribers() == 0);
  }
}
