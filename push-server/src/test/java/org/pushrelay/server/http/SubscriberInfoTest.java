package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.transport.TransportUnderTest;
import org.pushrelay.testkit.Eventually;

/** That one can ask who subscribes to a channel. */
@Timeout(60)
class SubscriberInfoTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String CONFIG =
      """
      server {
        listen 127.0.0.1:0;
        location ~ ^/pub/(\\w+)$ { nchan_publisher; nchan_channel_id $1; }
        location ~ ^/sub/(\\w+)$ {
          nchan_subscriber;
          nchan_channel_id $1;
          nchan_subscriber_info_string "$nchan_subscriber_type of $nchan_channel_id as $arg_name";
        }
        location ~ ^/old/(\\w+)$ { push_subscriber; set $push_channel_id $1; }
        location ~ ^/who/(\\w+)$ { nchan_subscriber_info; nchan_channel_id $1; }
      }
      """;

  private RelayServer server;
  private URI base;

  @BeforeEach
  void start() throws Exception {
    server =
        RelayServer.start(
            RelayConfig.parse("info.conf", CONFIG, Path.of("")), TransportUnderTest.transport());
    base = URI.create(server.addresses().get(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(base.resolve(target));
  }

  private List<String> who(String channel) {
    try {
      HttpResponse<String> answer =
          CLIENT.send(request("/who/" + channel).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body().lines().sorted().toList();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoIsThereAndUntilWhen() throws Exception {
    CompletableFuture<HttpResponse<String>> poll =
        CLIENT.sendAsync(request("/sub/news?name=ann").build(), BodyHandlers.ofString());
    HttpResponse<InputStream> stream =
        CLIENT.send(
            request("/sub/news?name=bob").header("Accept", "text/event-stream").build(),
            BodyHandlers.ofInputStream());

    String ann = "longpoll of news as ann";
    String bob = "eventsource of news as bob";
    Eventually.until("both are there", () -> who("news").equals(List.of(bob, ann)));
    assertThat(who("others")).isEmpty();

    CLIENT.send(
        request("/pub/news").POST(HttpRequest.BodyPublishers.ofString("x")).build(),
        BodyHandlers.discarding());
    assertThat(poll.join().body()).isEqualTo("x");
    Eventually.until("one is there", () -> who("news").equals(List.of(bob)));
    stream.body().close();
    Eventually.until("nobody is there", () -> who("news").isEmpty());
  }

  @Test
  void whatIsSaidWithoutAWord() {
    CompletableFuture<HttpResponse<String>> held =
        CLIENT.sendAsync(
            request("/old/list?x=1").header("User-Agent", "curl").build(), BodyHandlers.ofString());

    Eventually.until("it is there", () -> !who("list").isEmpty());
    assertThat(who("list").get(0)).isEqualTo("longpoll 127.0.0.1 curl  /old/list?x=1");
    held.cancel(true);
  }
}
