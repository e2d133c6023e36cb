package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushrelay.testkit.Eventually;

/** That one can ask who subscribes to a channel. */
@Timeout(60)
class SubscriberInfoTest {
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

  @AutoClose private final RelayUnderTest relay = RelayUnderTest.of(CONFIG);

  private List<String> who(String channel) {
    HttpResponse<String> response = relay.get("/who/" + channel);
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body().lines().sorted().toList();
  }

  @Test
  void whoIsThereAndUntilWhen() throws Exception {
    CompletableFuture<HttpResponse<String>> poll = relay.hold("/sub/news?name=ann");
    InputStream stream = relay.events("/sub/news?name=bob");

    String ann = "longpoll of news as ann";
    String bob = "eventsource of news as bob";
    Eventually.until("both are there", () -> who("news").equals(List.of(bob, ann)));
    assertThat(who("others")).isEmpty();

    relay.post("/pub/news", "x");
    assertThat(poll.join().body()).isEqualTo("x");
    Eventually.until("one is there", () -> who("news").equals(List.of(bob)));
    stream.close();
    Eventually.until("nobody is there", () -> who("news").isEmpty());
  }

  @Test
  void whatIsSaidWithoutAWord() {
    CompletableFuture<HttpResponse<String>> held =
        relay.hold("/old/list?x=1", "User-Agent", "curl");

    Eventually.until("it is there", () -> !who("list").isEmpty());
    assertThat(who("list").get(0))
        .matches(
            "longpoll 127\\.0\\.0\\.1:\\d+ curl  /old/list\\?x=1 " + ProcessHandle.current().pid());
    held.cancel(true);
  }
}
