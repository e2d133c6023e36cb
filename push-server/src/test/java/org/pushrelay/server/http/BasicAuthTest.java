package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a location with a password is the same with it, though the password is hashed elsewhere. */
@Timeout(60)
class BasicAuthTest {
  private static final String CONFIG =
      """
      server {
        listen 127.0.0.1:0;
        set_real_ip_from 127.0.0.1;
        auth_basic staff;
        auth_basic_user_file users;
        client_max_body_size 100;
        location = /pub { nchan_publisher; nchan_channel_id a; add_header X-User $remote_user always; }
        location = /sub { nchan_subscriber; nchan_channel_id a; }
        location = /ws { nchan_subscriber websocket; nchan_channel_id a; }
        location = /closed { deny all; nchan_publisher; nchan_channel_id a; }
        location = /said { return 204; }
      }
      """;

  @TempDir private Path directory;
  private RelayUnderTest relay;

  @BeforeEach
  void start() {
    try {
      Files.writeString(directory.resolve("users"), "ann:$apr1$rqXexS6Z$QK/GOWpcYWrvXocW5.iZu1\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    relay = RelayUnderTest.of(CONFIG, directory);
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private static String basic(String userPass) {
    return "Basic " + Base64.getEncoder().encodeToString(userPass.getBytes(UTF_8));
  }

  private static final String RIGHT = basic("ann:myPassword");

  @Test
  void messageIsPublishedWithAPasswordThatIsHashedFirst() {
    HttpResponse<String> published = relay.post("/pub", "kept", "Authorization", RIGHT);

    assertThat(published.statusCode()).isEqualTo(202);
    assertThat(published.headers().firstValue("X-User")).contains("ann");
    assertThat(relay.get("/sub", "Authorization", RIGHT).body()).isEqualTo("kept");
  }

  @Test
  void subscriberIsHeldBehindAPasswordThatIsHashedFirst() {
    CompletableFuture<HttpResponse<String>> held = relay.hold("/sub", "Authorization", RIGHT);
    relay.post("/pub", "told", "Authorization", RIGHT);

    assertThat(held.join().body()).isEqualTo("told");
  }

  @Test
  void webSocketIsOpenedWithAPasswordThatIsHashedFirst() {
    CompletableFuture<String> told = new CompletableFuture<>();
    relay
        .webSocket(
            "/ws",
            new WebSocket.Listener() {
              @Override
              public CompletableFuture<?> onText(
                  WebSocket socket, CharSequence data, boolean last) {
                told.complete(data.toString());
                return CompletableFuture.completedFuture(null);
              }
            },
            "Authorization",
            RIGHT)
        .join();
    relay.post("/pub", "told", "Authorization", RIGHT);

    assertThat(told.join()).isEqualTo("told");
  }

  @Test
  void wrongPasswordIs401AndPublishesNothing() {
    HttpResponse<String> refused = relay.post("/pub", "x", "Authorization", basic("ann:no"));

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate"))
        .contains("Basic realm=\"staff\", charset=\"UTF-8\"");
    assertThat(relay.get("/pub", "Authorization", RIGHT).statusCode()).isEqualTo(404);
  }

  @Test
  void bodyThatIsTooLongIs413BeforeThePasswordCounts() {
    String body = "x".repeat(101);

    assertThat(relay.post("/pub", body, "Authorization", RIGHT).statusCode()).isEqualTo(413);
  }

  @Test
  void addressAndReturnAreCheckedBeforeThePassword() {
    assertThat(relay.post("/closed", "x").statusCode()).isEqualTo(403);
    assertThat(relay.get("/said").statusCode()).isEqualTo(204);
  }

  @Test
  void clientWithTooManyWrongPasswordsIs429AndOthersAreNot() {
    // many at once: one failure is forgiven each second, however slow the machine is
    List<CompletableFuture<HttpResponse<String>>> guesses =
        IntStream.range(0, 100).mapToObj(i -> guess(i, "192.0.2.1")).toList();
    List<HttpResponse<String>> throttled =
        guesses.stream()
            .map(CompletableFuture::join)
            .filter(response -> response.statusCode() != 401)
            .toList();

    assertThat(throttled).hasSizeBetween(1, 90);
    assertThat(throttled).extracting(HttpResponse::statusCode).containsOnly(429);
    assertThat(throttled.get(0).headers().firstValue("Retry-After")).contains("1");
    assertThat(guess(100, "192.0.2.2").join().statusCode()).isEqualTo(401);
  }

  private CompletableFuture<HttpResponse<String>> guess(int number, String client) {
    return relay.hold("/sub", "Authorization", basic("ann:guess-" + number), "X-Real-IP", client);
  }
}
