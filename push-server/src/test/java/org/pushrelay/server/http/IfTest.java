package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That {@code if} decides for each request. */
@Timeout(60)
class IfTest {
  @AutoClose
  private static final RelayUnderTest RELAY =
      RelayUnderTest.of(
          """
          server {
            listen 127.0.0.1:0;
            if ($arg_closed) { return 503 "closed"; }

            location ~ ^/pub/(\\w+)$ { nchan_publisher; nchan_channel_id $1; }
            location ~ ^/sub/(\\w+)$ {
              nchan_subscriber;
              nchan_channel_id $1;
              nchan_subscriber_timeout 1s;
              if ($arg_from = 'newest') { nchan_subscriber_first_message newest; }
              if ($arg_from ~* ^last(\\d)$) {
                set $count -$1;
                nchan_subscriber_first_message -1;
                add_header X-Count $count;
              }
            }
            location = /say {
              set $word plain;
              default_type text/plain;
              if ($http_x_word != "") { set $word "$http_x_word"; }
              if ($word !~ ^[a-z]+$) { return 400 "no $word"; }
              if ($arg_loud) { add_header X-Loud yes; }
              return 200 "$word";
            }
            location = /both {
              push_subscriber interval-poll;
              set $push_channel_id none;
              if ($request_method = POST) { return 405 "only read"; }
            }
          }
          """);

  private static void publish(String channel, String body) {
    assertThat(RELAY.post("/pub/" + channel, body).statusCode()).isEqualTo(202);
  }

  @Test
  void ifBlockInheritsTheSettingsOfItsLocation() {
    publish("news", "first");
    publish("news", "second");

    assertThat(RELAY.get("/sub/news").body()).isEqualTo("first");
    assertThat(RELAY.get("/sub/news?from=newest").statusCode()).isEqualTo(408);
  }

  @Test
  void ifBlockSeesCapturesOfItsExpression() {
    publish("1", "of the first");
    publish("1", "of the last");
    HttpResponse<String> last = RELAY.get("/sub/1?from=LAST1");

    // as in nginx, $1 is from then on what this expression has caught
    assertThat(last.headers().firstValue("X-Count")).hasValue("-1");
    assertThat(last.body()).isEqualTo("of the last");
  }

  @ParameterizedTest
  @CsvSource({"'', 200, plain", "word, 200, word", "W0rd, 400, no W0rd"})
  void stepsInTheirOrder(String header, int status, String body) {
    HttpResponse<String> response =
        header.isEmpty() ? RELAY.get("/say") : RELAY.get("/say", "X-Word", header);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.headers().firstValue("X-Loud")).isEmpty();
  }

  @Test
  void theLastBlockThatHoldsAnswers() {
    assertThat(RELAY.get("/say?loud=1").headers().firstValue("X-Loud")).hasValue("yes");
    assertThat(RELAY.get("/both").statusCode()).isEqualTo(304);
    assertThat(RELAY.post("/both", "").body()).isEqualTo("only read");
  }

  @Test
  void outsideOfLocationsToo() {
    assertThat(RELAY.get("/say?closed=1").statusCode()).isEqualTo(503);
    assertThat(RELAY.get("/say?closed=0").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "if $arg_a { return 200; } | has a condition that cannot be read",
        "if (-f /x) { return 200; } | has a condition that cannot be read",
        "if ($arg_a = b c) { return 200; } | has a condition that cannot be read",
        "if ($nothing) { return 200; } | uses the variable $nothing, which nothing defines",
        "if ($arg_a ~ '(') { return 200; } | has a broken expression",
        "if ($arg_a) { allow all; } | \"allow\" cannot stand in an if (expected: around it)",
        "if ($arg_a) { if ($arg_b) { return 200; } } | \"if\" cannot stand in an if",
        "if ($arg_a) { nchan_subscriber_timeout x; } | \"nchan_subscriber_timeout\" is \"x\"",
      })
  void whatCannotBeIsRefusedAtStart(String directives, String message) {
    assertThat(RelayUnderTest.refusal(directives)).contains(message);
  }
}
