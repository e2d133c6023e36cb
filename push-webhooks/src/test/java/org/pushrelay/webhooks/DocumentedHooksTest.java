package org.pushrelay.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.MessageFilter;
import org.pushrelay.hook.Presence;
import org.pushrelay.hook.SubscriptionListener;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.RelayClient;
import org.pushrelay.transport.ExchangeHandler;

/** What docs/hooks.md shows. */
class DocumentedHooksTest {
  private final Map<String, String> sessions = Map.of("session=1", "bob");
  private final List<String> present = new ArrayList<>();
  private final PushEngine engine = PushEngine.create();
  private final RelayClient client = RelayClient.of(engine);

  private CompletableFuture<Optional<String>> user(String cookie) {
    return CompletableFuture.completedFuture(Optional.ofNullable(sessions.get(cookie)));
  }

  private ExchangeHandler subscribers() {
    Authorizer members =
        visit ->
            user(visit.header("Cookie").orElse(""))
                .thenApply(
                    user ->
                        user.isPresent()
                            ? AuthDecision.allow(user.get()).withLifetime(Duration.ofHours(1))
                            : AuthDecision.refuse());

    SubscriptionListener presence =
        new SubscriptionListener() {
          @Override
          public void onSubscribed(Presence who) {
            who.subject().ifPresent(present::add);
          }

          @Override
          public void onUnsubscribed(Presence who) {
            who.subject().ifPresent(present::remove);
          }
        };

    return engine.subscriber(s -> s.hooks(h -> h.authorizer(members).listener(presence)));
  }

  private ExchangeHandler publishers() {
    MessageFilter shouting =
        MessageFilter.of(
            draft -> {
              String text = draft.body().utf8();
              return text.isBlank()
                  ? MessageFilter.drop()
                  : MessageFilter.publish(
                      draft.withBody(MessageBody.utf8(text.toUpperCase(Locale.ROOT))));
            });

    return engine.publisher(p -> p.hooks(h -> h.filter(shouting).timeLimit(Duration.ofSeconds(2))));
  }

  private ExchangeHandler overHttp() {
    WebHooks application =
        WebHooks.builder()
            .readTimeout(Duration.ofSeconds(2))
            .maxCalls(100)
            .header("X-Api-Key", "secret")
            .build();

    Hooks hooks =
        Hooks.builder()
            .authorizer(application.authorizer(URI.create("http://127.0.0.1:9000/auth")))
            .listener(
                application.listener(
                    URI.create("http://127.0.0.1:9000/subscribed"),
                    URI.create("http://127.0.0.1:9000/unsubscribed")))
            .build();
    return engine.subscriber(s -> s.hooks(hooks));
  }

  @Test
  void membersAreLetInAndSeen() {
    client.mount("/in", subscribers());

    InMemoryExchange bob = client.get("/in?id=a", "Cookie: session=1");
    InMemoryExchange stranger = client.get("/in?id=a");

    assertThat(present).containsExactly("bob");
    assertThat(stranger.response().status()).isEqualTo(403);
    assertThat(engine.revoke("bob")).isOne();
    assertThat(bob.response().status()).isEqualTo(403);
    assertThat(present).isEmpty();
  }

  @Test
  void messagesAreReplacedAndDropped() {
    client.mount("/out", publishers());

    client.post("/out?id=a", " ");
    client.post("/out?id=a", "hello");

    assertThat(client.get("/sub?id=a").response().body().utf8()).isEqualTo("HELLO");
  }

  @Test
  void hooksOverHttpAreBuiltWithoutACall() {
    assertThat(overHttp()).isNotNull();
  }
}
